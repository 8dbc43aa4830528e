"""Facts that ship with the project: a CSV file, and beside it who says so, when, and under which licence."""
