"""States and transitions as a table that one can read aloud."""
