"""Every kind of suggestion. One more is a module here, a line in the tuple and one in help/plan.md (M1)."""

from needless.plan.candidates import Kind
from needless.plan.kinds import (
    begin,
    birthday,
    drifting,
    fading,
    first_word,
    promise,
    reconnect,
    returning,
    revive,
    thank,
)

KINDS: tuple[Kind, ...] = (
    returning,
    promise,
    thank,
    birthday,
    revive,
    begin,
    fading,
    reconnect,
    drifting,
    first_word,
)
