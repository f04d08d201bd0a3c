"""Registering the demo members through the bulk door, as the people who sit there."""

from collections.abc import Iterator
from datetime import date, timedelta

from core.accounts.models import Account
from core.associations.models import Association, Level
from core.demo.draws import Draw, identity
from core.demo.stage import Stage
from members.checks import MemberDraft
from members.choices import Flag, Sex, Status
from members.demo.names import name_of
from members.models import Member
from members.services import register_members
from members.standing import Standing

FOUNDED = date(2008, 1, 1)  # nobody of the demo joined before
FEWEST, MOST = 3, 8
PART = 2_000
GROUPS = ("第一小组", "第二小组", "文艺小组", "产业小组")
TEAMS = ("红马甲服务队", "暖心服务队", "夕阳红服务队", "健康宣传队")
SKILLS = (
    "量血压",
    "理发",
    "文艺表演",
    "家电修理",
    "养殖技术",
    "果树栽培",
    "心理陪伴",
    "书法",
    "电脑",
    "做饭",
)
# What became of somebody; who is neither is 在册.
ENDS = {
    Status.ENROLLED: 86, Status.APPLIED: 3, Status.VOLUNTEER: 4, Status.LEFT: 3, Status.MOVED: 2,
    Status.DECEASED: 2,
}  # fmt: skip


def load(stage: Stage) -> int:
    """Register members of every place of the play; 0 where they stand already."""
    drafts = [draft for place in _places(stage) for draft in _drafts(stage, place)]
    if Member.objects.filter(pk__in=[draft.member.pk for draft in drafts[:500]]).exists():
        return 0
    seats: dict[int, tuple[Account, list[MemberDraft]]] = {}
    for draft in drafts:
        seat = stage.recorder(draft.member.association)
        seats.setdefault(seat.pk, (seat, []))[1].append(draft)
    for seat, own in seats.values():
        for start in range(0, len(own), PART):
            register_members(actor=seat, drafts=own[start : start + PART])
    return len(drafts)


def _places(stage: Stage) -> Iterator[Association]:
    """The villages of the play, and now and then a township with members of its own."""
    for county in stage.counties:
        for township in stage.townships[county.pk]:
            if Draw("members", township.code).chance("own", 25):
                yield township
            yield from stage.villages[township.pk]


def _drafts(stage: Stage, place: Association) -> Iterator[MemberDraft]:
    draw = Draw("members", place.code, place.level)
    number = draw.number("how many", FEWEST, MOST)
    number = 2 if place.level == Level.TOWNSHIP else number
    taken: set[str] = set()
    for at in range(number):
        one = Draw("member", place.code, place.level, at)
        draft = _draft(stage, place, one)
        if draft.member.name not in taken:
            taken.add(draft.member.name)
            yield draft


def _draft(stage: Stage, place: Association, draw: Draw) -> MemberDraft:
    sex = Sex.FEMALE if draw.chance("sex", 55) else Sex.MALE
    end = draw.weighted("end", ENDS)
    joined = _admission(stage, place, draw)
    if end == Status.APPLIED:
        joined = draw.day("applied", stage.today - timedelta(days=50), stage.today)
    member = Member(
        pk=identity("member", draw.key),
        association=place,
        name=name_of(draw, sex),
        sex=sex if draw.chance("sex is known", 95) else "",
        birth_month=_born(draw, joined) if draw.chance("born is known", 85) else "",
        phone=f"1380000{draw.number('phone', 0, 9999):04}" if draw.chance("phone is known", 75) else "",
        group=draw.pick("group", GROUPS) if draw.chance("grouped", 60) else "",
    )
    draft = MemberDraft(member, _standings(stage, place, draw, joined, end))
    _flags(stage, draw, draft, joined, end)
    return draft


def _admission(stage: Stage, place: Association, draw: Draw) -> date:
    """A village admits people on few days: a council that meets, a 5.29."""
    council = Draw("council", place.code, draw.number("which council", 1, 3))
    day = council.day("day", FOUNDED, min(date(2023, 12, 31), stage.today))
    return day.replace(month=5, day=29) if council.chance("member day", 50) else day


def _born(draw: Draw, joined: date) -> str:
    """Between 20 and 66 years before joining."""
    year = joined.year - draw.number("age", 20, 66)
    return f"{year}-{draw.number('month', 1, 12):02}"


def _standings(stage: Stage, place: Association, draw: Draw, joined: date, end: Status) -> list[Standing]:
    if end in (Status.ENROLLED, Status.APPLIED, Status.VOLUNTEER):
        return [Standing(joined, end, place)]
    gone = draw.day("gone", joined + timedelta(days=1), stage.today)
    return [Standing(joined, Status.ENROLLED, place), Standing(gone, end, place)]


def _flags(stage: Stage, draw: Draw, draft: MemberDraft, joined: date, end: Status) -> None:
    """One in five is backbone, one in three a volunteer; both end with the membership."""
    member, last = draft.member, draft.standings[-1].since if len(draft.standings) > 1 else stage.today
    wanted = {Flag.BACKBONE: 20, Flag.VOLUNTEER: 100 if end == Status.VOLUNTEER else 33}
    for flag, percent in wanted.items():
        could_be = end not in (Status.APPLIED, Status.VOLUNTEER) or flag == Flag.VOLUNTEER
        if could_be and last > joined and draw.chance(flag.value, percent):
            setattr(
                member,
                f"{flag.value}_since",
                draw.day(f"{flag.value} since", joined, last - timedelta(days=1)),
            )
    if member.volunteer_since is not None:
        member.team = draw.pick("team", TEAMS)
        member.skills = "、".join(dict.fromkeys([draw.pick("skill", SKILLS), draw.pick("other", SKILLS)]))
