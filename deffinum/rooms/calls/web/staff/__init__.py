"""Pages of officers."""
