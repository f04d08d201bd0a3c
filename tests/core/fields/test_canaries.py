"""Fifty values, sent through the pages as a clerk sends them, stand nowhere in the bytes of the database."""

import random
import shutil
import subprocess
import uuid
from base64 import b64encode
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import pytest
from django.db import connection, connections
from django.db.backends.postgresql.client import DatabaseClient

from activities.models import School
from core import scope
from core.accounts.models import Account, Role
from families.models import Family, FamilyMember
from tests.factories import client_for, make_account
from tests.families.making import resident_id
from tests.families.pages import register_form, url
from tests.plant import plant

ON_POSTGRES = connection.vendor == "postgresql"
pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "owner"] if ON_POSTGRES else ["default"]),
    pytest.mark.skipif(ON_POSTGRES and shutil.which("pg_dump") is None, reason="no pg_dump here"),
]
DRAW = random.Random(529)
FAMILIES = 10  # two members each: names, resident ID, telephone; and an address
WHY = {"purpose": "visit", "detail": "入户走访前核对身份"}


def _name() -> str:
    return "覃" + "".join(chr(DRAW.randint(0x4E00, 0x9FA5)) for _ in range(3))


PLANTED = [
    {
        "members-0-name": _name(),
        "members-0-resident_id": resident_id(100 + number, "19580917"),
        "members-0-phone": f"1397459{DRAW.randint(0, 9999):04}",
        "members-1-name": _name(),
        "address": f"黔城镇茶溪村{_name()}组{DRAW.randint(100, 999)}号",
    }
    for number in range(FAMILIES)
]
VALUES = [value for row in PLANTED for value in row.values()]
# What a deleted row leaves in the file must not be taken for one of them.
IN_PLAIN = _name()


def disguises(text: str) -> Iterator[bytes]:
    """The ways in which bytes may hold a text: three encodings, hexadecimal, JSON, base64 at every offset."""
    for plain in (text.encode(), text.encode("utf-16-le"), text.encode("utf-16-be")):
        yield plain
        yield plain.hex().encode()
        yield plain.hex().upper().encode()
        for offset in range(3):
            code = b64encode(b"\0" * offset + plain)
            yield code[4 * (offset > 0) : len(code) - 4]
    if not text.isascii():
        yield text.encode("unicode_escape")


def found_in(content: bytes, values: list[str]) -> list[str]:
    return [value for value in values if any(bytes_ in content for bytes_ in disguises(value))]


def bytes_of_the_database() -> bytes:
    """SQLite: the file and its log of changes. PostgreSQL: a dump of every table by the owner."""
    if not ON_POSTGRES:
        path = Path(connection.settings_dict["NAME"])
        files = [path, *path.parent.glob(f"{path.name}-*")]
        assert any(file.name.endswith("-wal") for file in files)
        return b"".join(file.read_bytes() for file in files)
    connections["owner"].ensure_connection()
    arguments, given = DatabaseClient.settings_to_cmd_args_env(connections["owner"].settings_dict, [])
    command = ["pg_dump", *arguments[1:-1], f"--dbname={arguments[-1]}"]
    environment = {"PATH": "/usr/bin:/bin", **(given or {})}
    return subprocess.run(command, env=environment, capture_output=True, check=True).stdout


@pytest.fixture
def clerk(tree) -> Account:
    return make_account("registry_clerk", tree.county, Role.EDITOR, name="石登记", family_right=True)


@pytest.fixture
def planted(clerk, tree) -> None:
    """The families through the register form, after a try that the form gave back."""
    browser, places = client_for(clerk), cycle([tree.village, tree.changqi])
    for row in PLANTED:
        form = register_form(next(places), **row, record=str(uuid.uuid4()))
        wrong = browser.post(url("family_create"), {**form, "family_type": "unknown"})
        assert wrong.status_code == 422
        answer = browser.post(url("family_create"), form)
        assert answer.status_code == 302, answer.content.decode()[:3000]


def use_everything(clerk: Account) -> None:
    """What a day brings: lists, pages, searches, a value shown, an entry in the trace, jobs, an export."""
    browser = client_for(clerk)
    with scope.everything(), scope.reading():
        family, member = (
            Family.objects.first(),
            FamilyMember.objects.filter(resident_id__isnull=False).first(),
        )
    for page in ("/", "/families/", f"/families/{family.pk}/", f"/families/{family.pk}/edit/"):
        assert browser.get(page).status_code == 200
    for wanted in (PLANTED[0]["members-0-name"], PLANTED[0]["members-0-resident_id"]):
        assert browser.post(url("family_find"), {"wanted": wanted}).status_code == 200
    shown = browser.post(f"/reveal/families.familymember/{member.pk}/resident_id/", WHY)
    assert str(member.resident_id) in shown.content.decode()


def test_a_plain_value_would_be_found_in_every_disguise(tree):
    name = IN_PLAIN
    for code in (name, name.encode("utf-16-le").hex(), b64encode(b"x" + name.encode()).decode()):
        with scope.everything(), scope.transaction():
            plant(School, tree.village, name=code)
        assert found_in(bytes_of_the_database(), [name]) == [name]
        with scope.everything(), scope.transaction():
            School.objects.all().delete()


def test_fifty_values_stand_nowhere_in_the_database(planted, clerk, caplog):
    assert len(set(VALUES)) == 50
    use_everything(clerk)
    with scope.everything(), scope.reading():
        assert Family.objects.count() == FAMILIES
    content = bytes_of_the_database()
    assert "茶溪村".encode() in content
    assert found_in(content, VALUES) == []
    assert found_in(caplog.text.encode(), VALUES) == []
