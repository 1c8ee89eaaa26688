"""Mail that comes in by itself: IMAP accounts, and a private address to copy mail to (M9, M17)."""
