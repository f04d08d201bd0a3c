"""What the registry gives to the home page: villages with families that lack one of their two contacts."""

from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from core.access import Action, can
from core.accounts.models import Account
from core.associations.models import Association, Level
from core.home import Found, Line, Panel, Row
from families.choices import Gap
from families.queries import without_both_posts
from families.tables import unit_path
from families.visit_queries import festival_plan, festivals_open, overdue

MOST_VILLAGES = 3  # more than these fill the page of a county


def without_contacts(account: Account, most: int) -> Found | None:
    """Families 在册 without a holder of one of the posts: by village, in one row where there are many."""
    if not account.family_right or not can(account, Action.RECORD):
        return None
    rows = without_both_posts(timezone.localdate()).order_by()
    counts = dict(rows.values_list("association").annotate(found=Count("pk")))
    if len(counts) > MOST_VILLAGES:
        return Found([_all(sum(counts.values()), len(counts))], total=1)
    worst = sorted(counts, key=lambda place: (-counts[place], place))[:most]
    places = Association.objects.select_related("parent__parent").in_bulk(worst)
    return Found(
        [_row(places[place], counts[place], account) for place in worst],
        total=len(counts),
        label="双岗联系人不齐的家庭",
        url=_list_url(),
    )


def visits_overdue(account: Account, most: int) -> Found | None:
    """Families whose agreed day has passed: one row, sorted by the oldest of these days."""
    if not account.family_right or not can(account, Action.RECORD):
        return None
    rows = overdue(timezone.localdate())
    first = rows.first()
    if first is None:
        return Found()
    row = Row(
        light="overdue",
        what=f"{rows.count()} 户特殊家庭过了约定的走访日期",
        due=f"最早 {first.due_on}",
        day=first.due_on,
        label="去走访",
        url=f"{reverse('families:visit_list')}?{urlencode({'only': 'overdue'})}",
    )
    return Found([row], total=1)


def festival_visits(account: Account) -> Panel | None:
    """「2022年中秋：已访 41 户 / 应访 66 户」, while the window of a festival is open."""
    if not account.family_right:
        return None
    lines = []
    for node, year in festivals_open(timezone.localdate()):
        rows = festival_plan(node, year)
        visited, all_of_them = rows.exclude(visited_on=None).count(), rows.count()
        asked = urlencode({"view": "festival", "festival": f"{node.code}:{year}"})
        text = f"{year}年{node.name}：已访 {visited} 户 / 应访 {all_of_them} 户"
        lines.append(Line(text, url=f"{reverse('families:visit_list')}?{asked}"))
    return Panel("节日慰问", lines, empty="") if lines else None


def _all(families: int, villages: int) -> Row:
    return Row(
        light="due",
        word="双岗不齐",
        what=f"{families} 户特殊家庭缺乡镇领导干部或村干部联系人",
        where=f"{villages} 个村社区",
        label="去安排",
        url=_appoint_url(),
    )


def _row(place: Association, number: int, account: Account) -> Row:
    return Row(
        light="due",
        word="双岗不齐",
        what=f"{number} 户特殊家庭缺乡镇领导干部或村干部联系人",
        where=unit_path(place, below=max(account.association.level, Level.CITY)),
        label="去安排",
        url=_appoint_url(place),
    )


def _list_url() -> str:
    return f"{reverse('families:family_list')}?{urlencode({'gap': Gap.DUAL_CONTACT.value})}"


def _appoint_url(place: Association | None = None) -> str:
    """Where somebody is appointed for all of them at once."""
    return reverse("families:contact_appoint") + (f"?unit={place.code}" if place is not None else "")
