"""The rooms: one folder = one part of the plan. Their map is README.md."""
