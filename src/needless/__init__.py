"""Needless: networking before you need it."""

__version__ = "0.1.0"
