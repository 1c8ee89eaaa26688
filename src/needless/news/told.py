"""Which stories were told, and to whom: nobody is told one twice, from whatever paper (M13)."""

from __future__ import annotations

from collections import defaultdict

from needless.method.sameness import Stories, Told
from needless.news.models import Offer, Story
from needless.owners.models import Owner

MOST = 3000  # stories, the latest: years of them


class ToldStories:
    """The stories that were offered or sent, without ``but`` itself."""

    def __init__(self, owner: Owner, but: Story | None = None) -> None:
        rows = Offer.objects.of(owner).exclude(story=but)
        self.readers: defaultdict[int, set[int]] = defaultdict(set)
        for story, contact in rows.order_by("-pk").values_list("story_id", "contact_id")[: 2 * MOST]:
            self.readers[story].add(contact)
        told = Story.objects.of(owner).filter(pk__in=list(self.readers)[:MOST]).order_by("-pk")
        found = list(told.values_list("pk", "title", "text"))
        self.numbers = [pk for pk, _title, _text in found]
        self.stories = Stories([Told(title, text) for _pk, title, text in found])

    def who_know(self, title: str, text: str) -> set[int]:
        """The contacts to whom this was told, as this story or as another that tells the same."""
        same = self.stories.same_as(Told(title, text))
        return {contact for number in same for contact in self.readers[self.numbers[number]]}
