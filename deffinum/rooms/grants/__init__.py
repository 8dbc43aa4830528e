"""Agreements, tranches, ledger, deliverables, public register."""
