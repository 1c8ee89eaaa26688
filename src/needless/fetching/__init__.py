"""The one door to the outside: what is fetched from addresses that somebody typed or shared (M13)."""

from needless.fetching.client import Fetched, FetchRefused, fetch
from needless.fetching.polling import Polled

__all__ = ["FetchRefused", "Fetched", "Polled", "fetch"]
