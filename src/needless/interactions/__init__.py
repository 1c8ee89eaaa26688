"""Everything that passed between owner and contact."""
