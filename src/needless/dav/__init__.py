"""The face of phones: the address book over CardDAV, the owner's dates over CalDAV, on an embedded Radicale (M12, M17)."""
