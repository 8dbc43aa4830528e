"""The door of the grants room."""
