"""Call a server whose address people typed: never this machine, never a private network (README.md)."""
