"""The one door to the outside: what is fetched from addresses that somebody typed or shared (M13)."""

from needless.fetching.client import Answered, Fetched, FetchRefused, fetch, send
from needless.fetching.polling import Polled

__all__ = ["Answered", "FetchRefused", "Fetched", "Polled", "fetch", "send"]
