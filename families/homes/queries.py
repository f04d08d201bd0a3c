"""Reads of Warm Homes."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from core.accounts.models import Account
from core.associations.models import Association, Level
from core.figures.display import SMALL, SMALL_BELOW
from families.choices import FamilyStatus
from families.models import Family, HomeFamily, HomeLiaison, HomePlan, HomeVolunteer, WarmHome
from families.queries import for_list as families_for_list, open_on
from members.choices import Flag
from members.models import Member
from members.queries import in_register, is_now

MOST_CHOICES = 300


def homes() -> QuerySet[WarmHome]:
    rows: QuerySet[WarmHome] = WarmHome.objects.select_related("association__parent__parent", "created_by")
    return rows


def for_list(day: date) -> QuerySet[WarmHome]:
    """Homes with the liaison of the day, how many they serve, and whether this year's plan is there."""
    of_home = {"home": OuterRef("pk")}
    liaisons = HomeLiaison.objects.filter(open_on(day), **of_home).values("name")[:1]
    return homes().annotate(
        liaison=Subquery(liaisons),
        families=_count(HomeFamily, day),
        helpers=_count(HomeVolunteer, day),
        has_plan=Exists(HomePlan.objects.filter(year=day.year, **of_home)),
    )


def _count(model: type[HomeFamily] | type[HomeVolunteer], day: date) -> Subquery:
    rows = model.objects.filter(open_on(day), home=OuterRef("pk")).order_by().values("home")
    return Subquery(rows.annotate(found=Count("pk")).values("found"))


def served_count(home: WarmHome, day: date) -> int:
    return HomeFamily.objects.filter(open_on(day), home=home).count()


def shown_count(count: int, account: Account) -> str:
    """How many families are served; 1 to 4 are told to the family right alone, as everywhere."""
    return SMALL if 0 < count < SMALL_BELOW and not account.family_right else f"{count:,}"


def served_by(home: WarmHome, day: date) -> dict[UUID, HomeFamily]:
    """The open links of a home by family; families beyond the reader's range are among them."""
    return {row.family_id: row for row in HomeFamily.objects.filter(open_on(day), home=home)}


def around(home: WarmHome) -> Association:
    """Where the families and volunteers of a home usually live: its township, or the unit above it."""
    unit: Association = home.association
    return unit.parent if unit.level == Level.VILLAGE and unit.parent is not None else unit


def families_to_choose(place: Association, day: date) -> list[Family]:
    """Families 在册 of a place within the scope."""
    rows = families_for_list().filter(
        status=FamilyStatus.REGISTERED, code__range=(place.low, place.high), anonymised_at=None
    )
    return list(rows.order_by("code", "household_number")[:MOST_CHOICES])


def families_served(home: WarmHome, day: date) -> list[Family]:
    """The families of a home that the reader may see."""
    keys = list(served_by(home, day))
    return list(families_for_list().filter(pk__in=keys).order_by("code", "household_number"))


def volunteers_of(home: WarmHome, day: date) -> list[Member]:
    """The volunteers of a home that the reader may see."""
    keys = HomeVolunteer.objects.filter(open_on(day), home=home).values_list("member", flat=True)
    return list(Member.objects.filter(pk__in=list(keys)).select_related("association"))


def volunteers_to_choose(home: WarmHome, day: date) -> list[Member]:
    """Volunteers of the township, and those who serve already."""
    place = around(home)
    serving = [row.pk for row in volunteers_of(home, day)]
    near = Q(code__range=(place.low, place.high)) & is_now(Flag.VOLUNTEER)
    rows = in_register().filter(near | Q(pk__in=serving)).select_related("association")
    return list(rows.order_by("code", "initials", "pk")[:MOST_CHOICES])


def home_facts(family: Family, day: date) -> list[dict[str, Any]]:
    """The homes that serve a family, as facts of its page; as far as the reader may see them."""
    rows = HomeFamily.objects.filter(open_on(day), family=family.pk).select_related("home")
    return [
        {
            "label": "暖心家园",
            "value": f"{row.home.name}（{row.since} 起）",
            "url": row.home.get_absolute_url(),
        }
        for row in rows
    ]
