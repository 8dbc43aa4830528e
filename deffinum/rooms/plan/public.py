"""The door of the plan room."""
