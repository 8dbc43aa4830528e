"""Accounts, organisations, mandates, roles, notifications, consents."""
