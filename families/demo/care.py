"""Policy standards, services and cases of the demo, as the clerks of the counties would have written them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from core.accounts.models import Account
from core.demo.draws import Draw, identity
from core.demo.stage import Stage
from core.figures.models import Indicator
from families.choices import CaseChannel, CaseResult, CaseTopic, FamilyStatus, HelpKind, HelpState
from families.demo.people import key_of, name_of, phone_of
from families.models import Case, Family, PolicyStandard, Referral, ServiceRecord
from families.services.care import Step, advance_services, request_services
from families.services.cases import save_cases
from families.services.referrals import answer_referral, refer_service
from families.services.standards import set_standards
from families.standards import DEATH, DISABILITY, PREMIUM

STANDARDS = {  # bulletin: 洪江 §五, 沅陵 §二; the days of the counties' own are not stated
    "怀化市": [
        (DEATH, date(2018, 1, 1), 450), (DEATH, date(2022, 7, 1), 590),
        (DISABILITY, date(2018, 1, 1), 350), (DISABILITY, date(2022, 7, 1), 460),
    ],
    "洪江市": [
        (DEATH, date(2022, 1, 1), 940), (DISABILITY, date(2022, 1, 1), 580), (PREMIUM, date(2021, 1, 1), 150),
    ],
    "沅陵县": [(PREMIUM, date(2021, 1, 1), 150)],
}  # fmt: skip
FIRST = date(2022, 3, 1)
PATH = ("assign", "accept", "finish", "confirm")
HOW_FAR = {0: 2, 1: 2, 2: 2, 3: 6, 4: 6}  # how many steps of the path a service has made, by weight
LATELY = 40  # open ones are so many days old at most
SERVICE_PERCENT, REFERRED = 6, 2


def load(stage: Stage) -> int:
    """Save them through the bulk doors; 0 where they stand already."""
    if PolicyStandard.objects.exists():
        return 0
    made = _standards(stage)
    for county in stage.counties:
        clerk = stage.editors[county.pk]
        rows = Family.objects.filter(code__range=(county.low, county.high), status=FamilyStatus.REGISTERED)
        families = list(rows.select_related("association").order_by("household_number"))
        made += _services(stage, clerk, families) + _cases(stage, clerk, families)
    return made


def _standards(stage: Stage) -> int:
    indicators = {row.code: row for row in Indicator.objects.filter(code__in=(DEATH, DISABILITY, PREMIUM))}
    number = 0
    for unit in [stage.city, *stage.counties]:
        rows = [
            PolicyStandard(
                association=unit, indicator=indicators[code], since=since, value=amount * 100,
                basis="国家标准" if unit == stage.city else f"{unit.name}财政局、卫生健康局文件",
            )
            for code, since, amount in STANDARDS.get(unit.name, [])
        ]  # fmt: skip
        if rows:
            set_standards(actor=stage.editors[unit.pk], standards=rows)
        number += len(rows)
    return number


def _services(stage: Stage, clerk: Account, families: Sequence[Family]) -> int:
    chosen = [row for row in families if Draw("service", key_of(row)).chance("has", SERVICE_PERCENT)]
    if not chosen:
        return 0
    records = [_service(stage, family) for family in chosen]
    request_services(actor=clerk, records=records)
    for number, act in enumerate(PATH, start=1):
        steps = list(_steps(stage, number, act, records))
        for actor in dict.fromkeys(who for who, _ in steps):
            mine = [step for who, step in steps if who == actor]
            advance_services(actor=actor, steps=mine)
    waiting = [record for record in records if record.state == HelpState.REQUESTED]
    return len(records) + sum(
        _refer(stage, clerk, record, at) for at, record in enumerate(waiting[:REFERRED])
    )


def _refer(stage: Stage, clerk: Account, record: ServiceRecord, at: int) -> int:
    """Another township is asked for help: the first has taken it on, the second has not answered yet."""
    draw = Draw("referral", key_of(record.family))
    townships = stage.townships[clerk.association_id]
    others = [unit for unit in townships if record.code // 1000 != unit.code // 1000]
    named = [unit for unit in others if stage.recorder(unit).family_right and stage.recorder(unit) != clerk]
    referral = Referral(
        id=identity("referral", key_of(record.family)), service=record,
        receiver=draw.pick("to", named or others),
        sent_on=record.requested_on, due_on=record.due_on, liaison=name_of(draw, "male"),
        liaison_phone=phone_of(draw),
    )  # fmt: skip
    refer_service(actor=clerk, referral=referral, expected_version=record.version)
    near = stage.recorder(referral.receiver)
    actor = near if near.family_right else clerk
    if at == 0:
        day = min(record.requested_on + timedelta(days=2), stage.today)
        answer_referral(actor=actor, referral=referral, expected_version=1, act="accept", day=day)
    return 1


def _service(stage: Stage, family: Family) -> ServiceRecord:
    draw = Draw("service", key_of(family))
    kind = draw.pick("kind", HelpKind.values[:-1])
    day = _asked_on(stage, draw)
    return ServiceRecord(
        id=identity("service", key_of(family)), family=family, association=family.association, kind=kind,
        requested_on=day, due_on=day + timedelta(days=draw.pick("days", [15, 30, 60])),
    )  # fmt: skip


def _asked_on(stage: Stage, draw: Draw) -> date:
    """Finished ones at any time, open ones lately."""
    first = FIRST if draw.weighted("steps", HOW_FAR) >= 3 else stage.today - timedelta(days=LATELY)
    return draw.day("day", min(first, stage.today), stage.today)


def _steps(
    stage: Stage, number: int, act: str, records: Sequence[ServiceRecord]
) -> Iterator[tuple[Account, Step]]:
    """The township's own clerk finishes what the county's clerk confirms; where there is none, it waits."""
    for record in records:
        draw = Draw("service", key_of(record.family))
        county = stage.units[record.code // 1_000_000 * 1_000_000, 2]
        clerk, near = stage.editors[county.pk], stage.recorder(record.association)
        has_two = near != clerk and near.family_right
        if draw.weighted("steps", HOW_FAR) < number or (act == "confirm" and not has_two):
            continue
        day = min(record.requested_on + timedelta(days=number * draw.number("pace", 1, 6)), stage.today)
        step = Step(record, act, day)
        if act == "assign":
            helper = name_of(Draw("helper", key_of(record.family)), draw.pick("sex", ["male", "female"]))
            step = replace(step, helper=helper, helper_phone=phone_of(draw))
        yield (near if act == "finish" and has_two else clerk), step


def _cases(stage: Stage, clerk: Account, families: Sequence[Family]) -> int:
    number = Draw("cases", clerk.association.code).number("number", 5, 14)
    rows = [_case(stage, clerk, families, at) for at in range(number)]
    save_cases(actor=clerk, cases=rows)
    return len(rows)


def _case(stage: Stage, clerk: Account, families: Sequence[Family], at: int) -> Case:
    draw = Draw("case", clerk.association.code, at)
    is_open = at < 2
    first = stage.today - timedelta(days=LATELY) if is_open else date(2021, 1, 10)
    opened = draw.day("day", min(first, stage.today), stage.today)
    family = draw.pick("family", families) if families and draw.chance("of a family", 50) else None
    closed = min(opened + timedelta(days=draw.number("takes", 3, 40)), stage.today)
    topics = [topic for topic in CaseTopic.values if topic != CaseTopic.OTHER]
    return Case(
        id=identity("case", clerk.association.code, at),
        association=clerk.association,
        family=family,
        topic=draw.pick("topic", topics),
        channel=draw.pick("channel", CaseChannel.values[:5]),
        opened_on=opened,
        due_on=opened + timedelta(days=30),
        handler=name_of(Draw(draw.key, "handler"), "male"),
        name="" if family is not None else name_of(draw, draw.pick("sex", ["male", "female"])),
        phone="" if family is not None else phone_of(draw),
        closed_on=None if is_open else closed,
        result="" if is_open else draw.pick("result", CaseResult.values[:4]),
    )
