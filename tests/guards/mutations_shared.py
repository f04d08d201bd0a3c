"""Deliberate faults in what lets a row be shared with one other range."""

import pytest

from core import scope
from families.models import Referral, ServiceRecord
from tests.guards.access_world import World, undone
from tests.guards.mutations import Mutation, code
from tests.guards.mutations_fence import MANAGER
from tests.plant import plant


def shared_with_one_other(world: World) -> None:
    """A hand-over is seen and written by who sends and by who receives it, and by no third."""
    with undone():
        with scope.everything():
            service = ServiceRecord.objects.get(pk=world.samples["township"]["service"])
            given = {"service": service, "receiver": world.units["second_township"]}
            row = plant(Referral, world.units["township"], **given)
        for place, number in (("township", 1), ("second_township", 1), ("village", 0), ("neighbour", 0)):
            with scope.use(world.units[place].scope):
                assert Referral.objects.filter(pk=row.pk).count() == number, place
                if number:
                    row.take_address()
                    continue
                with pytest.raises(scope.OutOfScope):
                    row.take_address()


SHARED = [
    Mutation(
        "a shared row is open to every range",
        code(MANAGER, "rows.filter(**{", "rows.exclude(**{"),
        (shared_with_one_other,),
    ),
    Mutation(
        "the receiver does not see what is shared",
        code(MANAGER, "if not self.model.shared_with:", "if True:"),
        (shared_with_one_other,),
    ),
    Mutation(
        "anybody writes a shared row",
        code(
            "core.records.ScopedModel._refuse_outside",
            "if self.shared_with and scope.current().covers(getattr(self, self.shared_with)):",
            "if self.shared_with:",
        ),
        (shared_with_one_other,),
    ),
]
