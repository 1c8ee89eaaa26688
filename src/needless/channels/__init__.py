"""Where the plan is sent: one digest for each channel and day, or nothing where there is nothing to say."""
