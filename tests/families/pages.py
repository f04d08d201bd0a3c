"""What the tests of the pages share: addresses, and the forms as a browser would send them."""

from typing import Any

from django.urls import reverse

from tests.families.making import resident_id

NAME, SPOUSE = "覃晚晴", "向远山"
ID, PHONE, ADDRESS = resident_id(902), "13874529001", "黔城镇茶溪村枫木组17号"
LIST = reverse("families:family_list")


def url(name: str, *args: Any) -> str:
    return reverse(f"families:{name}", args=[getattr(arg, "pk", arg) for arg in args])


def unit(place: Any, name: str = "association") -> dict[str, str]:
    """How the picker sends a unit."""
    return {name: place.path(), f"{name}_code": str(place.code)}


def register_form(place: Any, **given: Any) -> dict[str, Any]:
    """A whole family as the register form sends it."""
    return {
        **unit(place),
        "record": "5c0f1f6e-0f8e-4b53-9b7b-000000000001",
        "family_type": "death",
        "confirmed_on": "2022-03-01",
        "confirmed_by": "洪江市卫健局",
        "household_number": "",
        "address": ADDRESS,
        "since": "2022-04-01",
        "needs": ["aid_in_illness", "company_to_hospital"],
        "member_rows": "2",
        "members-0-name": NAME,
        "members-0-relation": "head",
        "members-0-resident_id": ID,
        "members-0-phone": PHONE,
        "members-0-services": ["key_support", "basic_insurance"],
        "members-1-name": SPOUSE,
        "members-1-relation": "spouse",
        "members-1-born": "1966.7",
        "members-1-sex": "male",
        "new-township_leader-name": "石镇长",
        "new-township_leader-phone": "13807450001",
        "new-village_cadre-name": "田支书",
        **given,
    }
