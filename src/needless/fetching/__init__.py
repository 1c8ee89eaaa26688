"""The one door to the outside: what is fetched from addresses that somebody typed or shared (M13)."""

from needless.fetching.client import Answered, Fetched, FetchRefused, checked_address, fetch, is_public, send
from needless.fetching.polling import Due, Polled

__all__ = [
    "Answered",
    "Due",
    "FetchRefused",
    "Fetched",
    "Polled",
    "checked_address",
    "fetch",
    "is_public",
    "send",
]
