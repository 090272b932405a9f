"""Bytes to values and back: the only place that knows how a record looks on the wire."""
