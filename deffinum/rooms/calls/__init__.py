"""Calls for projects and the applications of consortia."""
