"""The demonstration: a feed whose truth is known, the whole line, and what came of it."""
