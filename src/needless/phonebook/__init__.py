"""The owner's contacts as other programs keep them: cards with lasting addresses, their versions, and questions (M10, M17)."""
