"""An append-only, hash-chained log of every command."""
