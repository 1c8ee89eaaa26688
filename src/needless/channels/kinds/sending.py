"""What may go wrong when a digest leaves."""

from __future__ import annotations


class NotSent(Exception):
    """It was not sent, and why, in words for the owner. ``is_gone``: it never will be, the channel is over."""

    def __init__(self, problem: str, is_gone: bool = False) -> None:
        super().__init__(problem)
        self.is_gone = is_gone
