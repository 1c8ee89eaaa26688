"""Which ways of keeping in touch earn their time, by what the owner said of them (M7)."""

from collections.abc import Mapping

# So many ratings of the owner's mean stand beside those of one way: three good calls are no law of nature.
SHRINK = 5.0


def liking(ratings: Mapping[str, tuple[int, float]]) -> dict[str, float]:
    """How much more (above 1) or less a way is enjoyed than the owner's mean; only the ways that were rated.

    ``ratings``: for each way (how many ratings, their sum), a rating being 1 to 5. With few ratings the
    answer stays near 1.
    """
    count = sum(n for n, _total in ratings.values())
    if not count:
        return {}
    mean = sum(total for _n, total in ratings.values()) / count
    return {way: (total + SHRINK * mean) / (n + SHRINK) / mean for way, (n, total) in ratings.items()}
