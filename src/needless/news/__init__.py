"""Something in hand: feeds, shared links, whom a story is for, and what became of it (M13)."""
