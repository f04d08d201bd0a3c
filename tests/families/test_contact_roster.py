"""Who stands by families, from Excel: one row for each household, the way back, the way out."""

import json
from datetime import date
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl import load_workbook

from core import scope
from core.accounts.models import Role
from core.figures.verify import verify
from core.rosters.committing import undo_rows
from core.rosters.models import RosterBatch
from core.rosters.services import undo_batch
from families.entries import ContactEntry
from families.models import Family
from tests.factories import figure, make_account
from tests.families.making import fresh, make_family
from tests.rosters.books import xlsx

pytestmark = pytest.mark.django_db
HEAD = ["户编号", "乡镇", "村", "乡镇联系人", "乡镇联系人电话", "村联系人", "志愿者", "签约医生", "起始日期"]
NOW = date(2022, 9, 30)


@pytest.fixture(autouse=True)
def september(time_machine):
    time_machine.move_to("2022-09-30 12:00+08:00")


@pytest.fixture(autouse=True)
def manager(tree):
    return make_account("registry_manager", tree.county, Role.ADMINISTRATOR, name="蒲管理", family_right=True)


@pytest.fixture
def family(clerk, tree):
    """One of whom a cadre takes care since March."""
    held = [ContactEntry("village_cadre", "田支书", date(2022, 3, 1), "13874500001")]
    return make_family(clerk, tree.village, household_number="A-1", contacts=held)


@pytest.fixture
def run(tmp_path, clerk):
    def call(content, *options, account="registry_manager"):
        path = tmp_path / "联系人花名册.xlsx"
        path.write_bytes(content)
        out = StringIO()
        try:
            given = ["contacts", str(path), "--account", account, "--json", *options]
            call_command("import_roster", *given, stdout=out)
        except CommandError:
            pass
        return json.loads(out.getvalue())

    return call


def book(*rows):
    return xlsx([["洪江市双岗联系人花名册"], HEAD, *rows])


def row(number="A-1", leader="", phone="", cadre="", volunteer="", doctor="", since=""):
    return [number, "黔城镇", "茶溪村", leader, phone, cadre, volunteer, doctor, since]


def standing(family):
    rows = fresh(Family.objects.get(pk=family.pk)).contacts.all()
    return {(one.role, one.name, one.since) for one in rows if one.until is None}


def told(answer):
    return [error["reason"] for one in answer["rows"] for error in one["errors"]]


def test_all_four_come_in_by_one_row_and_the_coverage_follows(run, family, tree, whole_network):
    before = standing(family)
    answer = run(book(row("A-1", "田镇长", "13874500009", "", "向志愿", "龙医生", "2022-06-01")))
    assert answer["committed"], answer
    day = date(2022, 6, 1)
    assert standing(family) - before == {
        ("township_leader", "田镇长", day), ("volunteer", "向志愿", day), ("doctor", "龙医生", day),
    }  # fmt: skip
    assert before <= standing(family)
    assert figure(tree.county, "dual_contact_families", None, NOW) == 1
    assert verify().differences == []


def test_another_holder_ends_the_term_of_the_one_who_stood(run, family, whole_network):
    assert run(book(row(cadre="舒主任", since="2022-08-01")))["committed"]
    rows = fresh(Family.objects.get(pk=family.pk)).contacts.all()
    terms = {(one.name, one.since, one.until) for one in rows if one.role == "village_cadre"}
    assert ("舒主任", date(2022, 8, 1), None) in terms
    assert {until for name, _, until in terms if name != "舒主任"} == {date(2022, 8, 1)}


def test_what_stands_already_is_no_change(run, family, whole_network):
    assert run(book(row(cadre="田支书", since="2022-08-01")))["counts"]["unchanged"] == 1


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (row("A-9", "田镇长"), "册里没有这个户编号"),
        (row("A-1", cadre="舒主任", since="2022-02-01"), "才开始，起始日期不能更早"),
        (row("A-1", cadre="舒主任", since="2022-12-01"), "今天之后"),
        (row("", "田镇长"), "没有填写"),
    ],
)
def test_what_cannot_stand_is_named_and_nothing_is_written(run, family, line, reason, whole_network):
    before = standing(family)
    answer = run(book(line))
    assert answer["committed"] is False
    assert any(reason in words for words in told(answer)), told(answer)
    assert standing(family) == before


def test_an_import_is_taken_back(run, family, manager, whole_network):
    before = standing(family)
    run(book(row("A-1", "田镇长", cadre="舒主任", since="2022-08-01")))
    batch = RosterBatch.objects.latest("created_at")
    undo_batch(actor=manager, batch=batch, wait=True)
    undo_rows(RosterBatch.objects.get(pk=batch.pk), manager)
    assert standing(family) == before
    assert verify().differences == []


def test_what_is_taken_out_can_be_brought_in_again(run, family, client_for, manager):
    answer = client_for(manager).post(
        reverse("core:roster_export", args=["contacts"]), {"purpose": "核对双岗"}
    )
    taken = b"".join(answer.streaming_content) if answer.streaming else answer.content
    sheet = load_workbook(BytesIO(taken)).active
    assert "A-1" in [cell.value for cell in sheet["A"]]
    assert run(taken)["counts"]["unchanged"] == 1
    with scope.everything():
        assert RosterBatch.objects.count() == 1
