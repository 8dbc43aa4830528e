"""Who may do what in the selection room, from which state of the examination, and which rows each reader sees."""
