"""How fast the line is, on the real thing: `make bench`. What each figure means: docs/benchmarks.md."""
