"""Introductions between contacts: both are asked first, and either may say no (M16)."""
