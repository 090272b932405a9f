"""The pictures of docs/dashboards.md, of a line that really runs: `make pictures`."""
