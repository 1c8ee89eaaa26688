"""The instance is never lost: backups, their way back, and the way to another database (M17)."""
