"""Pictures: plain numbers in, accessible SVG out."""
