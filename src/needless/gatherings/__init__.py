"""Off the screen: activities, events, trips and meetings (M7, M12, M14)."""
