"""The demo sites: 会员之家 as the bulletin counts them, and a few of every other type."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from core.accounts.models import Account
from core.associations.models import Association, Kind, Level
from core.demo.draws import Draw, identity
from core.demo.rosters import send_roster
from core.demo.stage import Stage
from members.choices import Grade, SiteType
from members.models import Site
from members.sites.roster import ROSTER
from members.sites.services import close_site, register_sites

BY_ROSTER = "沅陵县"
COLUMNS = (
    *("county", "township", "village", "type", "name", "opened_on", "demonstration_since", "accepted_on"),
    *("address", "area", "host", "equipment", "grade"),
)
# bulletin: 沅陵 §一 (one in 369 villages), 洪江 §二, 溆浦 §二 (one 示范点 in each township, built this year)
MEMBER_HOMES = {"沅陵县": 369, "洪江市": 50}
BY_TOWNSHIP = "溆浦县"
ROOMS = ("村部一楼", "村综合服务中心", "文化活动室", "原村小学")
EQUIPMENT = ("桌椅、书柜、宣传栏", "桌椅、投影仪、宣传栏", "桌椅、血压计、身高体重秤、宣传栏")
OTHERS = ((SiteType.HEALTH_STATION, 34), (SiteType.CULTURE_COURTYARD, 12), (SiteType.READING_ROOM, 15))
CLOSED_ON = date(2023, 7, 1)


def load(stage: Stage) -> int:
    """One county sends in a roster, other seats save their own; 0 where they stand already."""
    if Site.objects.exists():
        return 0
    sent, homes = _sent_in(stage), _member_homes(stage)
    sites = [*homes, *_others(stage), _birth_centre(stage)]
    seats: dict[int, tuple[Account, list[Site]]] = {}
    for site in sites:
        seat = stage.recorder(site.association)
        seats.setdefault(seat.pk, (seat, []))[1].append(site)
    for seat, own in seats.values():
        register_sites(actor=seat, sites=own)
    _close_one(stage, sites)
    return sent + len(sites)


def _sent_in(stage: Stage) -> int:
    """The 369 会员之家 of 沅陵 come in by one file."""
    county = next(county for county in stage.counties if county.name == BY_ROSTER)
    rows = [_row(county, site) for site in _in_villages(stage, county, MEMBER_HOMES[BY_ROSTER])]
    send_roster(stage.editors[county.pk], ROSTER, COLUMNS, rows)
    return len(rows)


def _row(county: Association, site: Site) -> dict[str, Any]:
    assert site.association.parent is not None  # noqa: S101 (it is in a village)
    place = {
        "county": county.name,
        "township": site.association.parent.name,
        "village": site.association.name,
    }
    return {**place, **{name: getattr(site, name) for name in COLUMNS if name not in place}}


def _member_homes(stage: Stage) -> Iterator[Site]:
    for county in stage.counties:
        if county.name in MEMBER_HOMES and county.name != BY_ROSTER:
            yield from _in_villages(stage, county, MEMBER_HOMES[county.name])
        elif county.name == BY_TOWNSHIP:
            yield from _in_townships(stage, county)


def _in_villages(stage: Stage, county: Association, number: int) -> Iterator[Site]:
    """So many villages have one, drawn by their codes; one of each second township is a 示范点."""
    villages = [
        unit
        for unit in stage.units.values()
        if unit.level == Level.VILLAGE and unit.kind != Kind.COMMUNITY and unit.is_active
        and county.low <= unit.code <= county.high
    ]  # fmt: skip
    chosen = sorted(villages, key=lambda unit: Draw("member home", unit.code).fraction("has one"))[:number]
    shown: set[int | None] = set()
    for unit in sorted(chosen, key=lambda unit: unit.code):
        draw = Draw("member home", unit.code)
        site = _site(unit, SiteType.MEMBER_HOME, draw.day("opened", date(2019, 3, 1), date(2022, 8, 31)))
        if unit.parent_id not in shown and Draw("shown", unit.parent_id).chance("township", 55):
            site.demonstration_since, site.grade = site.opened_on, Grade.COUNTY
            shown.add(unit.parent_id)
        yield site


def _in_townships(stage: Stage, county: Association) -> Iterator[Site]:
    for township in stage.townships[county.pk]:
        draw = Draw("member home", township.code)
        unit = draw.pick("village", stage.villages[township.pk] or [township])
        site = _site(unit, SiteType.MEMBER_HOME, draw.day("opened", date(2022, 2, 10), date(2022, 9, 20)))
        site.planned_on = date(2022, 1, 20)
        site.demonstration_since, site.grade = site.opened_on, Grade.COUNTY
        yield site


def _others(stage: Stage) -> Iterator[Site]:
    villages = [
        unit
        for county in stage.counties
        for township in stage.townships[county.pk]
        for unit in stage.villages[township.pk]
        if unit.kind != Kind.COMMUNITY
    ]
    for kind, number in OTHERS:
        drawn = sorted(villages, key=lambda unit: Draw(kind.value, unit.code).fraction("has one"))
        for unit in drawn[:number]:
            opened = Draw(kind.value, unit.code).day("opened", date(2018, 5, 1), date(2022, 6, 30))
            yield _site(unit, kind, opened)


def _birth_centre(stage: Stage) -> Site:
    """bulletin: 怀化 §一."""
    site = _site(stage.city, SiteType.BIRTH_CENTER, date(2020, 5, 29))
    site.host, site.area, site.address = "市妇幼保健院", 260, "市妇幼保健院门诊楼三楼"
    return site


def _site(unit: Association, kind: SiteType, opened: date) -> Site:
    draw = Draw("site", kind.value, unit.code)
    host = f"{unit.name}卫生室" if kind == SiteType.HEALTH_STATION else f"{unit.name}村民委员会"
    return Site(
        id=identity("site", kind.value, unit.code, unit.level),
        association=unit,
        type=kind.value,
        name=f"{unit.name}{kind.label}",
        opened_on=opened,
        accepted_on=opened if draw.chance("accepted", 60) else None,
        address=f"{unit.name}{draw.pick('room', ROOMS)}",
        area=draw.number("area", 4, 16) * 10,
        host=host,
        equipment=draw.pick("equipment", EQUIPMENT),
    )


def _close_one(stage: Stage, sites: list[Site]) -> None:
    """After the bulletin a village was moved away, and its 会员之家 closed."""
    if stage.today <= CLOSED_ON:
        return
    site = next(site for site in sites if site.type == SiteType.MEMBER_HOME and not site.demonstration_since)
    close_site(
        actor=stage.recorder(site.association), site=site, day=CLOSED_ON, reason="整村搬迁安置",
        expected_version=site.version,
    )  # fmt: skip
