"""Pure functions of values: what an article is, when it is a copy, whom it names. No I/O, no clock."""
