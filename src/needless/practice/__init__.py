"""The habit itself: which networking muscles were used, week by week (M1)."""
