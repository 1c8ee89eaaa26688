"""Finds out from a mailbox whose it is, so that nobody has to type it (M1); in doubt, nobody's."""

from __future__ import annotations

from collections import Counter

from needless.imports.sources.mail_headers import addresses, is_robot, text

_SENT_WORDS = "sent gesendet enviado enviados envoyé envoyés inviata inviati verzonden"
_SENT_LONG = ("sent mail", "messages envoyés", "posta inviata", "verzonden items", "gesendete objekte")
_SENT = frozenset((*_SENT_WORDS.split(), *_SENT_LONG))
_FEWEST = 4  # messages below which nothing is concluded

Headers = dict[bytes, bytes]


class Evidence:
    """What a sample of messages tells about the owner's addresses; each Counter counts by address."""

    __slots__ = ("delivered", "messages", "present", "sent", "sent_files")

    def __init__(self) -> None:
        self.messages = 0
        self.sent: Counter[str] = Counter()
        self.sent_files: Counter[str] = Counter()
        self.delivered: Counter[str] = Counter()
        self.present: Counter[str] = Counter()

    def add_file(self, messages: list[Headers]) -> None:
        """Takes in the sampled messages of one file or folder."""
        writers: Counter[str] = Counter()
        readers: Counter[str] = Counter()
        for found in messages:
            author = self.add_message(found)
            writers[author] += 1
            readers.update({person.email for person in addresses(found.get(b"to", b""))})
        self.messages += len(messages)
        author, written = writers.most_common(1)[0] if writers else ("", 0)
        # A folder of sent mail has one author and many readers; a newsletter's folder has one reader.
        if author and len(messages) >= _FEWEST and written >= 0.9 * len(messages) and len(readers) >= 3:
            most_read = max(readers.values())
            if most_read < 0.8 * len(messages):
                self.sent_files[author] += written

    def add_message(self, found: Headers) -> str:
        """Counts one message; returns its author's address or ""."""
        author = next((person.email for person in addresses(found.get(b"from", b""))), "")
        everybody = {author} if author else set()
        for name in (b"to", b"cc"):
            everybody |= {person.email for person in addresses(found.get(name, b""))}
        self.present.update(email for email in everybody if not is_robot(email))
        if author and _is_sent(found):
            self.sent[author] += 1
        for name in (b"delivered-to", b"x-original-to"):
            self.delivered.update({person.email for person in addresses(found.get(name, b""))})
        return author

    def owners(self) -> set[str]:
        """The owner's addresses: none where the messages leave a doubt."""
        sent = sum(self.sent.values())
        found = {email for email, count in self.sent.items() if count >= 2 and count >= 0.1 * sent}
        found |= set(self.sent_files)
        return (
            found or _clear_winner(self.delivered, sum(self.delivered.values()), 0.6) or self.most_present()
        )

    def most_present(self) -> set[str]:
        """The one address that is in most messages."""
        return _clear_winner(self.present, self.messages, 0.6)


def is_sent_folder(name: str) -> bool:
    """Whether a folder of that name holds what its owner sent."""
    lowered = name.strip().casefold()
    return lowered in _SENT or lowered in ("sent items", "sent messages", "gesendete elemente")


def _is_sent(found: Headers) -> bool:
    if b"x-gmail-labels" not in found:
        return False
    labels = {label.strip(' "').casefold() for label in text(found[b"x-gmail-labels"]).split(",")}
    return bool(labels & _SENT)


def _clear_winner(counts: Counter[str], of: int, share: float) -> set[str]:
    """The address counted most, where it is in ``share`` of the messages and twice as often as the next."""
    first, second = (*counts.most_common(2), ("", 0), ("", 0))[:2]
    clear = first[1] >= max(_FEWEST, share * of) and first[1] >= 2 * second[1]
    return {first[0]} if clear else set()
