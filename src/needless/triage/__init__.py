"""Who are these people: the deck that places them, and the quiz that keeps them placed."""
