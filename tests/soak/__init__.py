"""Long runs of the whole line on articles of one's own, held against `newswire pipe`."""
