"""A list goes out, is edited and comes in again; the template that a clerk fills in."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.management import call_command
from django.urls import reverse
from hypothesis import HealthCheck, given, settings, strategies as st
from openpyxl import load_workbook

from activities.choices import Stage
from activities.models import School
from core import scope
from core.audit.models import AuditEntry
from core.rosters import exports
from core.rosters.declare import kind_of
from core.rosters.direct import import_file
from core.rosters.services import Upload
from core.rosters.templates import template_of
from tests.rosters.books import saved, schools, wide
from tests.rosters.working import work

pytestmark = pytest.mark.django_db
PAYLOADS = [
    "=cmd|'/C calc'!A0",
    '=HYPERLINK("http://x")',
    "@SUM(1)",
    "+1+1",
    "-2+3",
    "\t=1",
    wide("=") + "1+1",
    "|DDE",
    "%x",
]


def take_in(actor, content, kind="schools"):
    with scope.use(actor.scope):
        return import_file(actor=actor, kind=kind_of(kind), upload=Upload("名册.xlsx", content))


def take_out(client):
    answer = client.post(reverse("core:roster_export", args=["schools"]), {"purpose": "核对全县学校"})
    assert answer.status_code == 200
    return answer.content


def test_what_was_exported_and_edited_is_imported_again(client_for, county_administrator):
    take_in(
        county_administrator,
        schools(["黔城镇", "茶溪村", "茶溪小学", "小学"], [None, None, "洪江一中", "高中"]),
    )
    content = take_out(client_for(county_administrator))
    again = take_in(county_administrator, content)
    assert {name: number for name, number in again.counts.items() if number} == {"unchanged": 2, "skipped": 3}
    book = load_workbook(BytesIO(content))
    rows = {row[3].value: row for row in book.active.iter_rows()}
    rows["茶溪小学"][4].value = "九年一贯制"
    edited = take_in(county_administrator, saved(book))
    assert edited.counts["update"] == 1
    with scope.everything():
        assert School.objects.get(name="茶溪小学").stage == "nine_year"


def test_an_export_asks_what_for_and_says_so_in_trace_and_file(client_for, county_administrator):
    client = client_for(county_administrator)
    address = reverse("core:roster_export", args=["schools"])
    assert client.post(address, {"purpose": ""}).status_code == 422
    take_in(county_administrator, schools(["黔城镇", "茶溪村", "茶溪小学", "小学"]))
    last = [row[0].value for row in load_workbook(BytesIO(take_out(client))).active.iter_rows()][-1]
    assert "蒲管" in last
    assert "用于核对全县学校，不得外传" in last
    with scope.everything():
        assert AuditEntry.objects.filter(action="export", reason="核对全县学校").exists()


def test_a_long_list_is_made_in_the_background(client_for, county_administrator, monkeypatch):
    monkeypatch.setattr(exports, "AT_ONCE", 1)
    rows = [["黔城镇", "茶溪村", f"第{number}小学", "小学"] for number in range(3)]
    take_in(county_administrator, schools(*rows))
    client = client_for(county_administrator)
    answer = client.post(reverse("core:roster_export", args=["schools"]), {"purpose": "核对全县学校"})
    work()
    got = client.post(f"{answer['Location']}download/")
    content = b"".join(got.streaming_content)
    assert take_in(county_administrator, content).counts["unchanged"] == 3


def test_text_never_becomes_a_formula(client_for, county_administrator):
    def as_text(sheet):
        for row in sheet.iter_rows(min_row=3):
            row[3].data_type = "s"

    rows = [["黔城镇", "茶溪村", text, "小学"] for text in PAYLOADS]
    take_in(county_administrator, schools(*rows, change=as_text))
    content = take_out(client_for(county_administrator))
    xml = "".join(
        ZipFile(BytesIO(content)).read(name).decode() for name in ZipFile(BytesIO(content)).namelist()
    )
    assert "<f>" not in xml
    again = take_in(county_administrator, content)
    assert again.counts["unchanged"] == len({text.strip() for text in PAYLOADS})


names = st.text(
    st.characters(whitelist_categories=("Lo", "Nd", "Lu", "Ll"), max_codepoint=0x9FFF),
    min_size=2,
    max_size=20,
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    rows=st.dictionaries(
        names.map(lambda text: f"学{text}校"), st.sampled_from(Stage.labels), min_size=1, max_size=8
    )
)
def test_reading_gives_what_was_written(county_administrator, rows):
    """parse(render(rows)) == rows, through the database and back through a file."""
    actor = county_administrator
    with scope.use(actor.scope), scope.transaction():
        School.objects.all().delete()
    content = schools(*(["黔城镇", "茶溪村", name, stage] for name, stage in rows.items()))
    first = take_in(actor, content)
    assert first.counts["new"] == len(rows)
    with scope.use(actor.scope), scope.reading():
        kind = kind_of("schools")
        told = {
            values["name"]: dict(Stage.choices)[values["stage"]] for values in kind.export_rows(actor, {})
        }
    assert told == rows
    assert take_in(actor, content).counts["unchanged"] == len(rows)


def test_the_template_of_a_county_has_its_villages_choices_and_notes(tree):
    with scope.everything():
        book = load_workbook(BytesIO(template_of(kind_of("schools"), tree.county)))
    sheet = book.active
    assert [cell.value for cell in sheet[2]] == ["乡镇", "村社区", "*学校名称", "*学段"]
    assert sheet.freeze_panes == "A3"
    assert book.sheetnames == ["名册", "填写说明", "选项"]
    assert book["选项"].sheet_state == "veryHidden"
    rules = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert rules["B3:B5000"] == "=INDIRECT($A3)"
    assert set(book.defined_names) == {"黔城镇", "安江镇"}
    offered = [cell.value for cell in book["选项"]["A"] if cell.value]
    assert offered == [label for _, label in Stage.choices]


def test_the_template_marks_text_columns(persons, tree):
    with scope.everything():
        book = load_workbook(BytesIO(template_of(persons, tree.township)))
    heads = {cell.value: cell for cell in book.active[2]}
    number = heads["身份证号"]
    assert book.active.cell(3, number.column).number_format == "@"
    assert book.active.column_dimensions[number.column_letter].number_format == "@"
    assert "乡镇" not in heads
    assert heads["金额（元）"]


def test_a_template_that_was_filled_in_is_imported(client_for, county_administrator, tmp_path):
    answer = client_for(county_administrator).get(reverse("core:roster_template", args=["schools"]))
    book = load_workbook(BytesIO(answer.content))
    for column, text in enumerate(["黔城镇", "茶溪村", "茶溪小学", "小学"], start=1):
        book.active.cell(4, column).value = text
    counts = take_in(county_administrator, saved(book)).counts
    assert {name: number for name, number in counts.items() if number} == {"new": 1, "skipped": 3}


def test_the_command_writes_a_template(tmp_path, tree, capsys):
    path = tmp_path / "模板.xlsx"
    call_command("roster_template", "schools", str(path))
    assert load_workbook(path).active["A1"].value == "怀化市学校名册"
