"""The few things to do today."""
