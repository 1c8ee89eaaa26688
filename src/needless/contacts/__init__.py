"""Who they are, their field, how we met."""
