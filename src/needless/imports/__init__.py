"""People and history coming in: readers, matching to who is known, preview, undo."""
