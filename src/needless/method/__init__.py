"""The article as plain Python: values and dates in, values out (M1 to M17)."""
