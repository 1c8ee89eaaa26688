"""Every kind of suggestion. One more is a module here, a line in the tuple and one in help/plan.md (M1)."""

from needless.plan.candidates import Kind
from needless.plan.kinds import (
    along,
    begin,
    birthday,
    drifting,
    exercise,
    fading,
    first_word,
    introduce,
    meet,
    new_job,
    opportunity,
    promise,
    recommend,
    reconnect,
    returning,
    revive,
    story,
    thank,
)

KINDS: tuple[Kind, ...] = (
    returning,
    promise,
    thank,
    birthday,
    new_job,
    meet,
    introduce,
    opportunity,
    story,
    recommend,
    along,
    revive,
    begin,
    fading,
    reconnect,
    drifting,
    exercise,
    first_word,
)
