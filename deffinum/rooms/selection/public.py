"""The door of the selection room."""
