"""Plain functions that make what tests need, and the world that every test starts in."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.test import Client

from activities.models import Activity, ActivityKind
from activities.services import ActivityDraft, record_activity
from core import scope
from core.accounts.models import Account, Role
from core.associations import network
from core.associations.models import Association
from core.catalogue import load_everything
from core.figures.entries import save_entry
from core.figures.models import CampaignEdition, FigureEntry, Indicator
from core.figures.periods import Period
from core.figures.reading import Selection, read

PASSWORD = "xiezuo-2022-anxin"
DIVISIONS = Path(__file__).parent / "data" / "divisions.csv"
# Address of each unit of the small tree; 茶溪村 stands twice, as in the real network.
TREE = {
    "city": 431200000000,  # 怀化市
    "county": 431281000000,  # 洪江市
    "township": 431281101000,  # 黔城镇
    "community": 431281101012,  # 双溪社区
    "xiaojiang": 431281101200,  # 小江村
    "village": 431281101221,  # 茶溪村 of 黔城镇
    "second_township": 431281102000,  # 安江镇
    "minzhu": 431281102003,  # 民主社区
    "changqi": 431281102205,  # 长碛村
    "neighbour": 431222000000,  # 沅陵县
    "neighbour_township": 431222102000,  # 麻溪铺镇
    "neighbour_community": 431222102002,  # 龙岩头社区
    "neighbour_village": 431222102204,  # 仰溪铺村
    "neighbour_second_township": 431222248000,  # 大合坪乡
    "namesake": 431222248210,  # 茶溪村 of 大合坪乡
    "wanchitan": 431222248202,  # 万池潭村
}
PEOPLE = {
    "city_viewer": ("city", Role.VIEWER, "杨城"),
    "county_editor": ("county", Role.EDITOR, "向县"),
    "county_reviewer": ("county", Role.REVIEWER, "舒审"),
    "county_administrator": ("county", Role.ADMINISTRATOR, "蒲管"),
    "neighbour_editor": ("neighbour", Role.EDITOR, "宋邻"),
    "village_editor": ("village", Role.EDITOR, "易村"),
    "administrator": ("city", Role.ADMINISTRATOR, "唐理"),
    "auditor": ("city", Role.AUDITOR, "滕察"),
}


def make_world() -> None:
    """The small tree, the shipped catalogue and the fixed people; made once for each worker's database."""
    network.apply(network.compare(network.read_table(DIVISIONS)))
    load_everything()
    tree = find_tree()
    for username, (place, role, name) in PEOPLE.items():
        make_account(username, getattr(tree, place), role, name=name)


def find_tree() -> SimpleNamespace:
    """The units of the small tree by their names in ``TREE``."""
    by_address = {(row.code, row.level): row for row in Association.objects.all()}
    found = {}
    for name, code in TREE.items():
        level = 1 if code % 10**8 == 0 else 2 if code % 10**6 == 0 else 3 if code % 10**3 == 0 else 4
        found[name] = by_address[(code, level)]
    return SimpleNamespace(**found)


def make_account(
    username: str, association: Association, role: str = Role.EDITOR, *, name: str = "测试员", **given: Any
) -> Account:
    account = Account(username=username, association=association, role=role, name=name, **given)
    account.set_password(PASSWORD)
    account.save()
    return account


def client_for(account: Account, **options: Any) -> Client:
    """A browser in which ``account`` is logged in."""
    client = Client(**options)
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def indicator(code: str) -> Indicator:
    return Indicator.objects.select_related("numerator", "denominator").get(code=code)


def make_edition(campaign: str = "member_day_529", year: int = 2022) -> CampaignEdition:
    return CampaignEdition.objects.get_or_create(
        campaign__code=campaign, year=year, defaults=_campaign(campaign)
    )[0]


def _campaign(code: str) -> dict[str, int]:
    return {
        "campaign_id": CampaignEdition._meta.get_field("campaign").related_model.objects.get(code=code).pk
    }


def make_entry(
    actor: Account, place: Association, code: str, day: date, value: Any, **given: Any
) -> FigureEntry:
    """A typed number, through the service; ``value`` in units."""
    entry = FigureEntry(
        association=place, indicator=indicator(code), day=day, value=int(Decimal(str(value)) * 100), **given
    )
    with scope.use(actor.scope):
        return save_entry(actor=actor, entry=entry)


def make_activity(
    actor: Account, place: Association, day: date, numbers: dict[str, Any] | None = None, **given: Any
) -> Activity:
    """An activity, through the service; ``numbers`` in units by indicator code, ``kind`` by its code."""
    kind = ActivityKind.objects.get(code=given.pop("kind", "theme_publicity"))
    editions = given.pop("editions", [])
    activity = Activity(
        association=place, kind=kind, first_day=day, last_day=given.pop("last_day", day), **given
    )
    hundredths = {code: int(Decimal(str(value)) * 100) for code, value in (numbers or {}).items()}
    with scope.use(actor.scope):
        return record_activity(
            actor=actor, draft=ActivityDraft(activity, hundredths, editions=list(editions))
        )


def figure(
    place: Association, code: str, start: date | None, end: date, edition: CampaignEdition | None = None
) -> Decimal | None:
    """The rolled-up figure as pages read it, whoever may see it; None where nothing was reported."""
    with whole_network():
        return read(Selection(place, Period(start, end), edition), [indicator(code)]).head.get(code)


@contextmanager
def whole_network() -> Iterator[None]:
    """Read rows of everywhere, as commands do."""
    with scope.everything(), scope.reading():
        yield
