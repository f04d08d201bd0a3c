"""The demo Warm Homes: the sixteen of the bulletin, and what became of them since."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from core.accounts.models import Account, Role
from core.associations.models import Association
from core.demo.draws import Draw, identity
from core.demo.stage import NAMED, Stage
from families.choices import FamilyStatus
from families.demo.people import name_of, phone_of
from families.homes.bulk import load_links
from families.homes.services import LiaisonEntry, appoint_liaison, end_liaison
from families.models import Family, HomeFamily, HomeLiaison, HomePlan, HomeVolunteer, WarmHome
from members.choices import Flag, Grade
from members.models import Member, Standard
from members.queries import in_register, is_now
from members.sites.checks import record_check, review_check
from members.sites.services import close_site, register_sites

# bulletin: 怀化 §三 (16 家), 洪江 §三 (双溪社区, 民主社区)
TWO_HOMES = ("洪江市", "沅陵县", "鹤城区")
SINCE_BULLETIN = date(2022, 10, 1)
MOST_FAMILIES, MOST_VOLUNTEERS = 24, 9
TEXT = (
    "一、每月一次主题活动：健康讲座、集体生日、手工课、文艺排练等。\n"
    "二、每季一次走访慰问，结合春节、端午、中秋、重阳。\n三、志愿服务队每周轮值，卫生室每月上门一次。"
)


def load(stage: Stage) -> int:
    """Save them as the clerks of the counties would; 0 where they stand already."""
    homes = list(plan(stage))
    if WarmHome.objects.filter(pk=homes[0].pk).exists():
        return 0
    oldest = min(homes, key=lambda home: (home.opened_on, home.code))
    for county in stage.counties:
        own = [home for home in homes if county.low <= home.code <= county.high]
        clerk = stage.editors[county.pk]
        register_sites(actor=clerk, sites=own)
        links = _links(stage, own, oldest)
        load_links(actor=clerk, **links)
    _since(stage, homes)
    return len(homes)


def plan(stage: Stage) -> Iterator[WarmHome]:
    """Sixteen homes; and one more that opened lately."""
    for county in stage.counties:
        number = 2 if county.name in TWO_HOMES else 1
        for unit in _places(stage, county)[:number]:
            yield _home(unit, Draw("home", unit.code).day("opened", date(2017, 6, 1), date(2020, 11, 30)))
    lately = stage.today - timedelta(days=75)
    if lately > SINCE_BULLETIN:
        county = next(unit for unit in stage.counties if unit.name == "中方县")
        yield _home(_places(stage, county)[1], lately)


def _places(stage: Stage, county: Association) -> list[Association]:
    """Communities first, those of the bulletin before the others; then villages."""
    villages = [unit for township in stage.townships[county.pk] for unit in stage.villages[township.pk]]
    communities = stage.communities(county)
    return [*communities, *(unit for unit in villages if unit not in communities)]


def _home(unit: Association, opened: date) -> WarmHome:
    draw = Draw("home", unit.code)
    return WarmHome(
        id=identity("home", unit.code),
        association=unit,
        code=unit.code,
        name=f"{unit.name}暖心家园",
        address=f"{unit.name}居民服务中心{draw.number('floor', 1, 3)}楼",
        area=draw.number("area", 8, 20) * 10,
        host=f"{unit.name}社区服务中心",
        equipment="活动室、阅览室、心理疏导室，电视、棋牌、书柜、血压计",
        grade=draw.weighted("grade", {Grade.PROVINCE.value: 3, Grade.CITY.value: 5, Grade.COUNTY.value: 8}),
        planned_on=opened - timedelta(days=120),
        accepted_on=opened,
        opened_on=opened,
        team="暖心服务队",
    )


def _links(stage: Stage, homes: list[WarmHome], oldest: WarmHome) -> dict[str, list[Any]]:
    links: dict[str, list[Any]] = {"liaisons": [], "families": [], "volunteers": [], "plans": []}
    for home in homes:
        draw, opened = Draw("home", home.code), home.opened_on or stage.today
        own = Draw("liaison", home.code)
        links["liaisons"].append(
            HomeLiaison(
                home=home, name=name_of(own, "female"), phone=phone_of(own), since=opened,
                station=f"{home.association.name}卫生室",
            )
        )  # fmt: skip
        links["families"] += _families(stage, home, opened)
        links["volunteers"] += [
            HomeVolunteer(home=home, member=member, since=max(opened, member.volunteer_since or opened))
            for member in _volunteers(home, draw)
        ]
        links["plans"] += _plans(stage, home, opened, is_whole=home == oldest)
    return links


def _families(stage: Stage, home: WarmHome, opened: date) -> Iterator[HomeFamily]:
    """Families of the township, from the day on which home and family both stood."""
    township = home.association.parent
    low, high = (township.low, township.high) if township else (home.code, home.code)
    rows = Family.objects.filter(status=FamilyStatus.REGISTERED, code__range=(low, high))
    for family in rows.order_by("household_number")[:MOST_FAMILIES]:
        since = min(max(opened, family.confirmed_on, date(2021, 1, 1)), stage.today)
        yield HomeFamily(home=home, family=family, since=since)


def _volunteers(home: WarmHome, draw: Draw) -> list[Member]:
    township = home.association.parent
    low, high = (township.low, township.high) if township else (home.code, home.code)
    rows = in_register().filter(is_now(Flag.VOLUNTEER), code__range=(low, high))
    return list(rows.order_by("code", "pk")[: draw.number("volunteers", 4, MOST_VOLUNTEERS)])


def _plans(stage: Stage, home: WarmHome, opened: date, *, is_whole: bool) -> Iterator[HomePlan]:
    """Every year one, before the end of March; since the bulletin now and then late, and one missing."""
    for year in range(max(opened.year, 2021), stage.today.year + 1):
        draw = Draw("plan", home.code, year)
        last = date(year, 3, 30) if year <= 2022 or draw.chance("in time", 85) else date(year, 4, 25)
        day = draw.day("day", date(year, 1, 8), last)
        is_missing = year == stage.today.year and year > 2022 and draw.chance("missing", 15)
        if day <= stage.today and (is_whole or not is_missing):
            yield HomePlan(home=home, year=year, day=max(day, opened), text=TEXT)


def _since(stage: Stage, homes: list[WarmHome]) -> None:
    """After the bulletin: one home closed, in one the liaison changed, in one nobody is linked now."""
    if stage.today < date(2023, 9, 1):
        return
    old = [home for home in homes if home.opened_on and home.opened_on < date(2021, 1, 1)]
    others = [home for home in old if home.code not in NAMED]
    closed, changed, without = others[-1], others[-2], others[-3]
    clerk = stage.recorder(stage.units[(closed.association.ancestor_codes[1], 2)])
    HomeFamily.objects.filter(home=closed).update(until=date(2023, 6, 20))
    HomePlan.objects.filter(home=closed, year__gt=2023).delete()
    close_site(
        actor=clerk, site=closed, day=date(2023, 6, 30), reason="社区合并，活动并入邻近社区",
        expected_version=closed.version,
    )  # fmt: skip
    clerk = stage.recorder(stage.units[(changed.association.ancestor_codes[1], 2)])
    standing = HomeLiaison.objects.get(home=changed)
    own = Draw("second liaison", changed.code)
    entry = LiaisonEntry(name_of(own, "female"), date(2023, 3, 1), standing.station, phone_of(own))
    appoint_liaison(
        actor=clerk, home=changed, entry=entry, expected_version=changed.version, instead_of=standing.pk
    )
    clerk = stage.recorder(stage.units[(without.association.ancestor_codes[1], 2)])
    _check_some(stage, others[:3])
    day = stage.today - timedelta(days=20)
    end_liaison(actor=clerk, home=without, day=day, expected_version=without.version)


def _check_some(stage: Stage, homes: list[WarmHome]) -> None:
    """六有 of three homes: one passed, one waits for its review, one lacks something."""
    standard = Standard.objects.get(code="six_haves")
    reviewer = Account.objects.filter(role=Role.REVIEWER, association=stage.city).first()
    for at, home in enumerate(homes):
        clerk = stage.recorder(stage.units[(home.association.ancestor_codes[1], 2)])
        answers = {item["code"]: {"met": True, "evidence": "现场可见"} for item in standard.items}
        if at == 2:
            answers["sign"] = {"met": False, "evidence": "门口标识牌正在制作"}
        day = stage.today - timedelta(days=40 - at)
        check = record_check(actor=clerk, site=home, standard=standard, day=day, answers=answers)
        if at == 0 and reviewer is not None:
            review_check(actor=reviewer, check=check, passed=True, remark="现场核对无误")
