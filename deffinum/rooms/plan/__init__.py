"""Axes, levers and their states, envelopes, sources."""
