"""A believable made-up network, so that somebody can look around before their own people are in (M1)."""
