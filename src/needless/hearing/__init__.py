"""What contacts let the owner hear of: career possibilities, and other perspectives on the work (M5, M6)."""
