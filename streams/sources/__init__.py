"""Where articles come from: files and feeds, each an iterator of articles."""
