"""`python -m streams.cli` is `newswire`: for processes that must run in the very same interpreter."""

from streams.cli import main

main()
