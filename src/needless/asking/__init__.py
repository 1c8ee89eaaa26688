"""Asks, what went which way, who could vouch, and the time of looking for a job (M2, M3)."""
