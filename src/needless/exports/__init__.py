"""Everything of the owner's out again, in standard formats, and back in with nothing lost (M17)."""
