"""Rows about persons in the preview: masked everywhere; a person decides where it may be the same one."""

import re
from io import BytesIO, StringIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from openpyxl import load_workbook

from core import scope
from core.fields.keys import fresh_key
from core.rosters import files
from core.rosters.models import RosterBatch, RosterRow
from tests.rosters.books import xlsx
from tests.rosters.kinds import Person
from tests.rosters.working import work

HEAD = ["乡镇", "村", "姓名", "身份证号", "联系电话", "喜好"]
CANARIES = ["欧阳雪梅", "431299196503019012", "13812349876", "431299196503019013"]
ROWS = [
    ["黔城镇", "茶溪村", CANARIES[0], CANARIES[1], CANARIES[2], "钓鱼"],
    ["黔城镇", "茶溪村", "龙在田", CANARIES[3], "", ""],
]


@pytest.fixture
def chief(client_for, county_administrator, persons):
    return client_for(county_administrator)


def upload(client, *rows, head=HEAD):
    file = SimpleUploadedFile("花名册.xlsx", xlsx([head, *rows]))
    answer = client.post(reverse("core:roster_create"), {"kind": "test_persons", "file": file})
    work()
    return answer["Location"]


def latest():
    with scope.everything():
        return RosterBatch.objects.latest("created_at")


def row(number):
    with scope.everything():
        return RosterRow.objects.get(batch=latest(), number=number)


def settle(client, address):
    client.post(f"{address}columns/", {"sheet": "Sheet", "first": "1", "last": "1"})
    work()


def text_of(client, address, **query):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", client.get(address, query).content.decode()))


def test_nothing_of_a_person_is_readable_on_a_page_in_a_table_or_in_the_storage(chief):
    address = upload(chief, *ROWS)
    pages = [chief.get(address).content.decode()]
    settle(chief, address)
    pages += [chief.get(address, {"tab": tab}).content.decode() for tab in ("invalid", "new")]
    pages.append(chief.get(reverse("core:roster_list")).content.decode())
    marked = load_workbook(BytesIO(chief.post(f"{address}marked/").content)).active
    pages.append(str([[cell.value for cell in line] for line in marked.iter_rows()]))
    assert "4312**********9013" in pages[1]
    kept = [*stored_texts(), *stored_files()]
    assert any("茶溪村" in text for text in pages)  # it can find what is there
    for canary in CANARIES:
        assert not [page for page in pages if canary in page]
        assert not [text for text in kept if canary in text]


def stored_texts():
    """Every column of every row of the tables of imports and jobs, as the database gives them."""
    with scope.everything(), scope.transaction(), connection.cursor() as cursor:
        for table in ("core_rosterbatch", "core_rosterrow", "core_job", "core_auditentry"):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 (names of our own tables)
            for line in cursor.fetchall():
                for value in line:
                    yield (
                        bytes(value).decode("latin-1")
                        if isinstance(value, bytes | memoryview)
                        else str(value)
                    )


def stored_files():
    for name in default_storage.listdir("roster_files")[1]:
        with default_storage.open(f"roster_files/{name}", "rb") as file:
            yield file.read().decode("latin-1")


def test_a_possible_double_is_decided_by_a_person(chief, persons):
    persons.people.append(Person({"name": "易安然", "remark": "旧的"}))
    head, line = [*HEAD[:3], "备注"], ["黔城镇", "茶溪村", "易安然", "新的"]
    address = upload(chief, line, head=head)
    page = text_of(chief, address)
    assert "需确认 1" in page
    assert "系统里已有：易**" in page
    assert "没有可以提交的行" in page
    decide = reverse("core:roster_decide", args=[latest().pk, row(2).pk])
    chief.post(decide, {"same": "yes"})
    chief.post(f"{address}commit/")
    work()
    assert [person.values["remark"] for person in persons.people] == ["新的"]
    address = upload(chief, [*line[:3], "第三"], head=head)
    chief.post(reverse("core:roster_decide", args=[latest().pk, row(2).pk]), {"same": "no"})
    chief.post(f"{address}commit/")
    work()
    assert [person.values.get("remark") for person in persons.people] == ["新的", "第三"]


def test_single_values_of_an_update_are_chosen(chief, persons):
    persons.people.append(
        Person({"name": "易安然", "resident_id": CANARIES[1], "remark": "旧的", "number": 1})
    )
    head = ["乡镇", "村", "姓名", "身份证号", "备注", "人数"]
    address = upload(chief, ["黔城镇", "茶溪村", "易安然", CANARIES[1], "新的", 2], head=head)
    page = text_of(chief, address, tab="update")
    assert "备注： 旧的 → 新的" in page
    chief.post(reverse("core:roster_decide", args=[latest().pk, row(2).pk]), {"fields": ["0.number"]})
    chief.post(f"{address}commit/")
    work()
    assert (persons.people[0].values["remark"], persons.people[0].values["number"]) == ("旧的", 2)


def test_names_and_numbers_are_not_mended_on_the_page(chief):
    upload(chief, ROWS[1], head=HEAD[:5])
    assert (row(2).outcome, latest().state) == ("invalid", "preview")
    given = {"field": "resident_id", "text": CANARIES[1]}
    chief.post(reverse("core:roster_correct", args=[latest().pk, row(2).pk]), given)
    assert row(2).outcome == "invalid"


def test_without_the_family_right_a_kind_of_families_is_not_even_offered(
    client_for, county_administrator, persons, monkeypatch
):
    monkeypatch.setattr(type(persons), "family", True)
    client = client_for(county_administrator)
    assert "人员" not in text_of(client, reverse("core:roster_create"))
    file = SimpleUploadedFile("花名册.xlsx", xlsx([HEAD, *ROWS]))
    answer = client.post(reverse("core:roster_create"), {"kind": "test_persons", "file": file})
    assert answer.status_code == 422
    assert client.get(reverse("core:roster_template", args=["test_persons"])).status_code == 403
    county_administrator.family_right = True
    county_administrator.save()
    assert "人员" in text_of(client_for(county_administrator), reverse("core:roster_create"))


def test_kept_files_come_onto_a_new_key(chief, settings, django_capture_on_commit_callbacks):
    upload(chief, *ROWS)
    before = str(latest().file)
    old = settings.FIELD_KEYS
    settings.FIELD_KEYS = f"2:{fresh_key()},{old}"
    with django_capture_on_commit_callbacks(execute=True):
        call_command("rotate_fields", stdout=(out := StringIO()))
    assert "导入的文件：已换 1 行" in out.getvalue()
    settings.FIELD_KEYS = settings.FIELD_KEYS.partition(",")[0]
    with scope.everything():
        assert load_workbook(BytesIO(files.load(latest()))).active.cell(2, 3).value == CANARIES[0]
    assert not default_storage.exists(before)
    call_command("rotate_fields", stdout=(out := StringIO()))
    assert "已换" not in out.getvalue()
    settings.FIELD_KEYS = old
