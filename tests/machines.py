"""What state machines share: each example in a transaction that is rolled back, and how many of them are tried."""

import os

from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from needless.owners.models import Owner
from needless.tables import row_security


class Rollback(Exception):
    """The end of one example."""


class OwnersMachine(RuleBasedStateMachine):
    """Begins with an owner who has nobody; nothing of it stays."""

    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        row_security.begin_with(row_security.EVERYONE)
        self.owner = Owner.objects.create_user("machine")

    def teardown(self):
        self.atomic.__exit__(Rollback, Rollback(), None)


def run(machine, examples, steps):
    """Try it; NEEDLESS_MACHINE_EXAMPLES asks for more or fewer examples than usual."""
    many = int(os.environ.get("NEEDLESS_MACHINE_EXAMPLES", examples))
    few = settings(
        max_examples=many, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck),
        database=None, phases=[Phase.explicit, Phase.generate],
    )  # fmt: skip
    run_state_machine_as_test(machine, settings=few)
