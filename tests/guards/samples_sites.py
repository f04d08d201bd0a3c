"""Samples of sites: one of the register, its check and its file, all with the mark of their place."""

from datetime import date
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile

from core.attachments.preparing import Prepared
from families.models import Family, HomeFamily, HomeLiaison, HomePlan, HomeVolunteer, WarmHome
from members.models import Site, Standard
from members.sites.checks import record_check
from members.sites.files import add_files
from members.sites.services import register_site
from tests.plant import plant

OPENED = date(2022, 5, 1)


def _site(spot: Any) -> UUID:
    texts = dict.fromkeys(("name", "address", "host", "equipment"), spot.mark.word)
    site = Site(association=spot.unit, type="member_home", opened_on=OPENED, **texts)
    return register_site(actor=spot.keeper, site=site).pk


def check_of(spot: Any, site: Any, code: str) -> UUID:
    standard = Standard.objects.get(code=code)
    answers = {item["code"]: {"met": True, "evidence": spot.mark.word} for item in standard.items}
    given = {"site": site, "standard": standard, "day": OPENED, "answers": answers}
    return record_check(actor=spot.keeper, **given).pk


def _check(spot: Any) -> UUID:
    return check_of(spot, Site.objects.select_related("association").get(pk=spot.made["site"]), "five_haves")


def _file(spot: Any) -> UUID:
    word, text = spot.mark.word, f"{spot.mark.word} 制度".encode()
    file = Prepared("rules", f"{word}.txt", ".txt", "text/plain", ContentFile(text), len(text))
    site = Site.objects.select_related("association").get(pk=spot.made["site"])
    return add_files(actor=spot.keeper, site=site, files=[file])[0].pk


def _home(spot: Any) -> UUID:
    """A home with all that belongs to one, also a family that it serves."""
    texts = dict.fromkeys(("name", "address", "host", "equipment", "team"), spot.mark.word)
    home = WarmHome(association=spot.unit, opened_on=OPENED, **texts)
    home = register_site(actor=spot.keeper, site=home)
    plant(HomeLiaison, spot.unit, home=home, name=spot.mark.word, station=spot.mark.word)
    plant(HomeVolunteer, spot.unit, home=home, member_id=spot.made["member"])
    plant(HomePlan, spot.unit, home=home, year=2022, text=spot.mark.word)
    if "family" in spot.made:
        plant(HomeFamily, spot.unit, home=home, family=Family.objects.get(pk=spot.made["family"]))
    return home.pk


# How each is made, in the order in which they need each other.
SITES = {"site": _site, "site_check": _check, "site_file": _file, "home": _home}
