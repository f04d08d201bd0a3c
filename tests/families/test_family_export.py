"""The list as an Excel file: masked, or in full for a purpose; and back again by roster."""

import contextlib
import json
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from core.accounts.models import Role
from core.audit.models import AuditEntry, Reading
from tests.factories import make_account
from tests.families.making import contacts, fresh, make_family, member
from tests.families.pages import ADDRESS, ID, LIST, NAME, PHONE, SPOUSE, url
from tests.rosters.books import saved

pytestmark = pytest.mark.django_db
PLAIN = (NAME, SPOUSE, ID, PHONE, ADDRESS)
EXPORT, FULL = url("family_export"), url("family_export_full")
PURPOSE = "核对特扶金发放名单"


@pytest.fixture
def family(clerk, tree):
    people = [
        member(NAME, resident_id=ID, phone=PHONE, services=["key_support", "basic_insurance"]),
        member(SPOUSE, "spouse", sex="male", born="1964-02"),
    ]
    return make_family(
        clerk, tree.village, household_number="A-1", members=people, address=ADDRESS, contacts=contacts()
    )


def rows_of(content):
    sheet = load_workbook(BytesIO(content)).active
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def text_of(content):
    return json.dumps(rows_of(content), ensure_ascii=False, default=str)


def test_the_file_of_the_list_is_masked(client_for, clerk, family, whole_network):
    answer = client_for(clerk).post(EXPORT)
    text = text_of(answer.content)
    assert not [plain for plain in PLAIN if plain in text]
    for shown in ("A-1", "覃**", "4312**********", "138****9001", "茶溪村", "石镇长", "2022-01-01"):
        assert shown in text, shown
    assert AuditEntry.objects.get(action="export").summary == "特殊家庭名册 1 户"
    assert Reading.objects.get(what="export").keys == [family.pk]


def test_the_full_file_asks_for_a_purpose(client_for, clerk, family, whole_network):
    browser = client_for(clerk)
    assert browser.post(FULL, {"purpose": "核对"}).status_code == 422
    assert browser.post(FULL, {"purpose": f"给{ID}发钱"}).status_code == 422
    text = text_of(browser.post(FULL, {"purpose": PURPOSE}).content)
    assert all(plain in text for plain in PLAIN)
    assert PURPOSE in text
    assert AuditEntry.objects.get(action="export").reason == PURPOSE


def test_a_viewer_with_the_family_right_gets_masked_files_only(client_for, tree, family):
    viewer = make_account("family_viewer", tree.county, Role.VIEWER, family_right=True)
    browser = client_for(viewer)
    assert "导出（完整）" not in browser.get(LIST).content.decode()
    assert browser.post(EXPORT).status_code == 200
    assert browser.get(FULL).status_code == 403
    assert browser.post(FULL, {"purpose": PURPOSE}).status_code == 403


def test_without_the_family_right_nothing_is_exported(client_for, county_editor, family):
    browser = client_for(county_editor)
    assert browser.post(EXPORT).status_code == 403
    assert browser.post(FULL, {"purpose": PURPOSE}).status_code == 403


@pytest.mark.parametrize("in_full", [False, True])
def test_an_exported_file_comes_back_without_a_change(client_for, clerk, family, tmp_path, in_full):
    browser = client_for(clerk)
    content = browser.post(FULL, {"purpose": PURPOSE}).content if in_full else browser.post(EXPORT).content
    answer = imported(tmp_path, content, clerk)
    assert answer["counts"]["unchanged"] == 2, answer["rows"]


def test_one_cell_of_a_masked_file_is_changed_and_nothing_else(client_for, clerk, tree, family, tmp_path):
    manager = make_account("registry_manager", tree.county, Role.ADMINISTRATOR, family_right=True)
    book = load_workbook(BytesIO(client_for(clerk).post(EXPORT).content))
    sheet = book.active
    headings = [cell.value for cell in sheet[2]]
    sheet.cell(4, headings.index("家庭医生签约") + 1).value = "是"
    answer = imported(tmp_path, saved(book), manager)
    assert answer["counts"]["update"] == 2, answer  # the household is one record
    head, spouse = fresh(family).members.all()
    assert (str(head.name), str(head.resident_id), str(spouse.name)) == (NAME, ID, SPOUSE)
    assert {row.kind for row in spouse.services.all()} == {"family_doctor"}
    assert {row.kind for row in head.services.all()} == {"key_support", "basic_insurance"}


def imported(tmp_path, content, account):
    path = tmp_path / "花名册.xlsx"
    path.write_bytes(content)
    out = StringIO()
    with contextlib.suppress(CommandError):
        given = ["families", str(path), "--account", account.username, "--json"]
        call_command("import_roster", *given, stdout=out)
    return json.loads(out.getvalue())
