"""The street door: one folder a publisher. The only place that opens a connection."""
