"""Recommendations that the owner writes: who has one coming, from what is on record, and where it was posted (M16)."""
