"""Packages of learning content: opened without extraction, recognised by what they hold, read entry by entry."""
