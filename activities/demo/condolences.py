"""Condolences of the demo: the money of the bulletin, and, after its windows, some with ticked families."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby

from activities.condolences import Handout, Tick
from activities.models import Activity, ActivityKind
from activities.queries import standing
from activities.services import ActivityDraft, edition_of, record_activities_many
from core.associations.models import Association
from core.calendar import NODES
from core.demo.draws import Draw, identity, shares
from core.demo.stage import Stage
from families.choices import FamilyStatus
from families.models import Family
from projects.models import Payment
from projects.services import PaymentEntry, record_payments

KIND = "condolence"
# bulletin: 洪江 §五 (HJ-04), 溆浦 §二 (XP-17); yuan, the last column is what a single sum is a multiple of.
SUMS = [
    ("洪江市", date(2022, 1, 1), date(2022, 9, 30), "", 156000, 100),
    ("溆浦县", date(2022, 5, 1), date(2022, 6, 30), "member_day_529", 206450, 50),
]
AFTER = date(2022, 10, 1)  # the bulletin counts until the end of September
MOST_VILLAGES, MOST_TICKED = 8, 9
NAMES = {node.code: node.name for node in NODES}
AMOUNTS, GOODS = (200, 300, 500), ("大米、食用油", "牛奶", "月饼", "")


def load(stage: Stage) -> int:
    """Save them as the seats that recorded the events would; 0 where they stand already."""
    if Payment.objects.exists():
        return 0
    return _sums(stage) + _ticked(stage)


def _sums(stage: Stage) -> int:
    """One sum for each event of the bulletin, without families: it was told as a sum."""
    entries: list[tuple[int, PaymentEntry]] = []
    counties = {unit.name: unit for unit in stage.counties}
    for name, first, last, campaign, total, step in SUMS:
        county = counties[name]
        rows = standing().filter(
            kind__code=KIND, code__range=(county.low, county.high), first_day__range=(first, last)
        )
        if campaign:
            rows = rows.filter(editions__campaign__code=campaign, editions__year=first.year)
        events = list(rows.select_related("association").prefetch_related("editions").order_by("pk"))
        weights = [Draw("money", event.pk).number("weight", 2, 9) for event in events]
        for event, amount in zip(events, shares(total, weights, step), strict=True):
            seat = stage.recorder(event.association)
            entries.append((seat.association_id, _sum(event, amount)))
    entries.sort(key=lambda pair: pair[0])
    for seat_id, pairs in groupby(entries, key=lambda pair: pair[0]):
        record_payments(actor=stage.editors[seat_id], entries=[entry for _, entry in pairs])
    return len(entries)


def _sum(event: Activity, amount: int) -> PaymentEntry:
    editions = list(event.editions.all())
    return PaymentEntry(
        event.association, event.first_day, amount * 100, event=event.pk, editions=editions,
        id=identity("payment", event.pk),
    )  # fmt: skip


def _ticked(stage: Stage) -> int:
    """Families of some villages, ticked at the festivals since."""
    kind, made = ActivityKind.objects.get(code=KIND), 0
    for county in stage.counties:
        rows = Family.objects.filter(code__range=(county.low, county.high), status=FamilyStatus.REGISTERED)
        codes = set(rows.order_by().values_list("code", flat=True))
        chosen = sorted(codes, key=lambda code: Draw("ticked", code).fraction("place"))[:MOST_VILLAGES]
        found: dict[Association, list[Family]] = {}
        families = rows.filter(code__in=chosen).select_related("association").prefetch_related("members")
        for family in families.order_by("household_number"):
            found.setdefault(family.association, []).append(family)
        drafts = [
            _draft(stage, kind, unit, found[unit], *occasion)
            for unit in found
            for occasion in _occasions(stage, unit)
        ]
        made += len(record_activities_many(actor=stage.editors[county.pk], drafts=drafts))
    return made


def _occasions(stage: Stage, unit: Association) -> Iterator[tuple[date, str, int]]:
    """重阳 after the bulletin, and of the last twelve months whatever has come."""
    festivals = {node.code: node for node in NODES}
    for code in ("double_ninth_festival", "spring_festival", "mid_autumn_festival"):
        for year in sorted({2022, stage.today.year - 1, stage.today.year}):
            day = festivals[code].day(year) - timedelta(
                days=Draw("eve", unit.code, code, year).number("by", 1, 6)
            )
            is_near = day <= date(2022, 12, 31) or stage.today - timedelta(days=365) < day
            if (
                AFTER <= day <= stage.today
                and is_near
                and Draw("held", unit.code, code, year).chance("is", 60)
            ):
                yield day, code, year


def _draft(
    stage: Stage,
    kind: ActivityKind,
    unit: Association,
    families: list[Family],
    day: date,
    code: str,
    year: int,
) -> ActivityDraft:
    draw = Draw("ticked", unit.code, code, year)
    amount, goods = draw.pick("amount", AMOUNTS) * 100, draw.pick("goods", GOODS)
    chosen = [family for family in families if family.confirmed_on <= day and family.since <= day][
        :MOST_TICKED
    ]
    activity = Activity(
        id=identity("ticked", unit.code, code, year),
        association=unit,
        kind=kind,
        first_day=day,
        last_day=day,
        title=f"{NAMES[code]}走访慰问计生特殊家庭",
        place=f"{unit.name}各户家中",
    )
    ticks = [Tick(family, amount, goods) for family in chosen]
    numbers = {} if ticks else {"condolence_persons": draw.number("persons", 3, 12) * 100}
    return ActivityDraft(activity, numbers, [edition_of(code, year)], handout=Handout(ticks))
