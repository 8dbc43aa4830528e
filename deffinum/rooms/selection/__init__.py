"""Completeness, eligibility, reviews, decisions."""
