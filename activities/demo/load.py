"""Recording the demo schools and activities through the bulk doors, as the people who sit there."""

from activities.demo.duties import duty_slots
from activities.demo.numbers import fill_numbers
from activities.demo.plan import ODD_NUMBER, Slot, plan
from activities.demo.schools import lessons, make_schools
from activities.demo.texts import describe
from activities.models import Activity, ActivityKind, School
from activities.schools import save_school
from activities.services import ActivityDraft, edition_of, record_activities_many, record_activity
from core.demo.draws import identity
from core.demo.stage import Stage
from core.figures.models import CampaignEdition

EXPLAINED = "已核对：全乡镇集中活动，人数较多。"


def load(stage: Stage) -> int:
    """Save schools and activities; 0 where they stand already."""
    schools = make_schools(stage)
    if School.objects.filter(pk__in=[school.pk for school in schools]).exists():
        return 0
    for school in schools:
        save_school(actor=stage.recorder(school.association), school=school)
    slots = [*plan(stage), *lessons(stage, schools)]
    slots += [slot for slot in duty_slots(stage) if slot.last <= stage.today]
    fill_numbers(stage, slots)
    _record(stage, slots)
    return len(schools) + len(slots)


def _record(stage: Stage, slots: list[Slot]) -> None:
    """Each seat its own, then the odd ones by the single door, which alone looks for odd numbers."""
    editions = {
        name: edition_of(*name) for name in sorted({name for slot in slots for name in slot.editions})
    }
    kinds = {kind.code: kind for kind in ActivityKind.objects.all()}
    by_seat: dict[int, list[ActivityDraft]] = {}
    for slot in slots:
        if not slot.typo:
            seat = stage.recorder(slot.unit)
            by_seat.setdefault(seat.association_id, []).append(_draft(stage, slot, kinds, editions))
    for seat_id, drafts in by_seat.items():
        record_activities_many(actor=stage.editors[seat_id], drafts=drafts)
    for slot in slots:
        if slot.typo:
            draft = _draft(stage, slot, kinds, editions)
            draft.explanations = {ODD_NUMBER: EXPLAINED} if slot.draw.chance("explained", 40) else {}
            record_activity(actor=stage.recorder(slot.unit), draft=draft)


def _draft(
    stage: Stage,
    slot: Slot,
    kinds: dict[str, ActivityKind],
    editions: dict[tuple[str, int], CampaignEdition],
) -> ActivityDraft:
    activity = Activity(
        id=identity("activity", slot.draw.key),
        association=slot.unit,
        kind=kinds[slot.kind],
        first_day=slot.first,
        last_day=slot.last,
        school=slot.school,
    )
    describe(stage, slot, activity)
    numbers = {code: value * 100 for code, value in slot.numbers.items()}
    return ActivityDraft(activity, numbers, [editions[name] for name in slot.editions])
