"""From the screen to the table: trips, proposals to meet, and whether it happened (M12)."""
