"""Giving: introductions, opportunities, recommendations, needs and offers."""
