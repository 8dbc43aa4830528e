"""Files that people send and that the platform makes: recognised by content, kept once by hash, given back safely."""
