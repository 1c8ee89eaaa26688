"""Address books and calendars on another server, kept the same as here: CardDAV and CalDAV, both ways (M17)."""
