"""newswire: a live news feed as a stream, cleaned, deduplicated and enriched over Kafka."""

__version__ = "0.1.0"
