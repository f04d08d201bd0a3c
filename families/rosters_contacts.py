"""联系人花名册: one row for each household, who stands by it (双岗, volunteer, doctor). Makes no family."""

from collections.abc import Hashable, Iterable, Iterator
from typing import Any

from django.utils import timezone

from core.accounts.models import Account
from core.rosters.declare import (
    SAME,
    Amount,
    Change,
    Existing,
    Line,
    Match,
    Planned,
    RosterField,
    RosterKind,
    RosterRecord,
    register_kind,
)
from core.rosters.places import Places
from core.rosters.widgets import DateCell, TextCell
from families.choices import ContactRole, FamilyStatus
from families.models import Family
from families.queries import for_list
from families.roster_fields import CONTACT_FIELDS, FIELDS
from families.roster_find import by_number
from families.roster_rows import CONTACT_COLUMNS, family_values, holder_of, label_of
from families.rosters import AT_A_TIME, FamilyRoster

UNKNOWN = "册里没有这个户编号"
PLACES = tuple(one for one in FIELDS if one.place)


class ContactRoster(FamilyRoster):
    """One record is one household that stands in the registry."""

    code, title, list_url, exported = "contacts", "联系人", "families:contact_list", True
    fields = (
        RosterField(
            "household_number",
            "户编号",
            widget=TextCell(longest=30),
            required=True,
            text_format=True,
            compared=False,
            aliases=("家庭编号", "户号", "户编码"),
            example="101221-001",
            note="册里已有的户编号；一户写一行。",
        ),
        *PLACES,
        *CONTACT_FIELDS,
        RosterField(
            "since",
            "起始日期",
            widget=DateCell(),
            compared=False,
            aliases=("开始日期", "起始时间", "任职时间"),
            example="2022-03-01",
            note="从这一天起联系；空着按导入那天。原来的人到这一天为止。",
        ),
    )
    totals = {}

    def group_key(self, line: Line, previous: Line | None) -> Hashable:
        return line.number

    def check(self, record: RosterRecord) -> None:
        """Nothing but its cells: whether the household exists shows when it is looked for."""

    def find(self, records: list[RosterRecord], actor: Account) -> dict[int, Match]:
        families, matches = by_number(records), {}
        for record in records:
            family = families.get(record.number)
            if family is None:
                record.refuse(
                    "household_number", "册里没有这个户编号", "请核对户编号和村；新户请用特殊家庭名册。"
                )
            elif family.status != FamilyStatus.REGISTERED:
                record.refuse(
                    "household_number", f"这户已{family.get_status_display()}", "不在册的家庭不设联系人。"
                )
            else:
                _refuse_early(record, family)
                matches[record.number] = Match(SAME, self._existing(record, family))
        return matches

    def _existing(self, record: RosterRecord, family: Family) -> Existing:
        held = family_values(family, timezone.localdate(), record.values)
        values = {name: held[name] for pair in CONTACT_COLUMNS.values() for name in pair}
        return Existing(family.pk, family.version, values, label_of(family), [{}])

    def differences(self, record: RosterRecord, existing: Existing) -> list[Change]:
        return RosterKind.differences(self, record, existing)

    def amounts(self, planned: Planned) -> Iterable[Amount]:
        return ()

    def export_count(self, actor: Account) -> int:
        return Family.objects.filter(status=FamilyStatus.REGISTERED).count()

    def export_rows(self, actor: Account, chosen: dict[str, Any]) -> Iterator[dict[str, Any]]:
        day, places = timezone.localdate(), Places(actor.scope)
        rows = for_list().filter(status=FamilyStatus.REGISTERED).order_by("code", "household_number", "pk")
        for family in rows.iterator(chunk_size=AT_A_TIME):
            yield {**places.parts(family.code, family.association.level), **family_values(family, day)}


def _refuse_early(record: RosterRecord, family: Family) -> None:
    """A new holder cannot begin before the one that is replaced."""
    today, said = timezone.localdate(), record.values
    since = said.get("since") or today
    for role, (name, _) in CONTACT_COLUMNS.items():
        standing = holder_of(family, role, today, said.get(name))
        if standing is not None and said.get(name) not in (None, standing.name) and since < standing.since:
            label = ContactRole(role).label
            reason = f"{label}{standing.name} {standing.since} 才开始，起始日期不能更早"
            record.refuse("since", reason, "请核对起始日期。")


ROSTER = register_kind(ContactRoster())
