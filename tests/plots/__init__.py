"""The curves of docs/deduplication.md, from articles of one's own: `make plots ARTICLES=file`."""
