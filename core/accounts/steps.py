"""The three steps of who logs in for the first time: password, own unit, first activity."""

from dataclasses import dataclass

from django.db import models
from django.utils import timezone

from core import scope
from core.access import Action, require
from core.accounts.models import Account
from core.audit.services import record


class Step(models.TextChoices):
    """What a person says about the steps; the other two are seen from what was done."""

    UNIT_CHECKED = "unit_checked", "资料无误"
    HIDDEN = "hidden", "收起"


@dataclass(frozen=True)
class Steps:
    """Which of the three are done."""

    has_password: bool
    unit_checked: bool
    has_recorded: bool

    @property
    def are_done(self) -> bool:
        return self.has_password and self.unit_checked and self.has_recorded


def steps_of(account: Account, *, has_recorded: bool) -> Steps | None:
    """The steps of an account; None once all are done, or the person put them away."""
    has_password = account.has_usable_password() and not account.must_change_password
    steps = Steps(has_password, account.unit_checked_at is not None, has_recorded)
    return None if steps.are_done or account.steps_hidden_at else steps


def note_step(*, actor: Account, step: str) -> None:
    """Keep that a person found the own unit in order, or does not want to see the steps any more."""
    require(actor, Action.OWN, actor.association)
    name = "unit_checked_at" if step == Step.UNIT_CHECKED else "steps_hidden_at"
    with scope.transaction():
        setattr(actor, name, timezone.now())
        actor.save(update_fields=[name])
        record(actor, "update", actor, summary=f"{actor.name}：{Step(step).label}")
