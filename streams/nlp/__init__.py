"""The trained pipeline and the processes that run it."""
