"""All that is read of a LinkedIn archive, whole or as single files (M8, M9, M17)."""

from __future__ import annotations

from needless.imports.drafts import Source
from needless.imports.sources.linkedin_clicks import CLICKS
from needless.imports.sources.linkedin_invitations import Invitations
from needless.imports.sources.linkedin_ledger import Endorsements, Recommendations
from needless.imports.sources.linkedin_other import Other
from needless.imports.sources.linkedin_own import Addresses, Positions, Profile
from needless.imports.sources.linkedin_people import Connections, ImportedContacts, Notes
from needless.imports.sources.linkedin_talk import Messages

SOURCES: tuple[Source, ...] = (
    Profile(),
    Addresses(),
    Positions(),
    Connections(),
    ImportedContacts(),
    Invitations(),
    Notes(),
    Recommendations(),
    Endorsements(given=True),
    Endorsements(given=False),
    Messages(),
    *CLICKS,
    Other(),
)
