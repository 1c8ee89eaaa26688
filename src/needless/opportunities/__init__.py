"""Openings, calls and grants: read from portals or shared, and told once to whom they fit (M16, M17)."""
