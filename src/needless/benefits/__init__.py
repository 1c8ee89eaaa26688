"""What came back, by whose help, and the chain that it came by (M15)."""
