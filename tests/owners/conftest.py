"""Tries are counted in the cache: each test has one of its own, whatever others do meanwhile."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def fresh_tries(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()
