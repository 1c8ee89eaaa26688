"""Accounts, tokens, preferences, first run."""
