"""Business cards: read from a photo, and one's own to show (M17)."""
