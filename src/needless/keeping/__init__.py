"""What is kept, for how long, and how it goes for good: the trash, the journal, one contact's whole record (M17)."""
