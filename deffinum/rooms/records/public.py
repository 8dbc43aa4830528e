"""The door of the records room."""

__all__: list[str] = []
