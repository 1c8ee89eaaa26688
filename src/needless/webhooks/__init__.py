"""Webhooks out: other programs are told what happened, signed, and by the same transaction or not at all."""
