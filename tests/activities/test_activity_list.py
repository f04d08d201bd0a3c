"""The list of activities, its filters, and its Excel file."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from activities.models import ActivityKind
from activities.services import withdraw_activity
from activities.views import listing
from core import scope
from core.audit.models import AuditEntry
from tests.activities.entries import clinic, made, text_of
from tests.factories import make_account, make_edition, whole_network

LIST = "/activities/?period=all"


def names(page: str) -> list[str]:
    """The units of the rows shown."""
    return [part.split(">")[1].split("<")[0] for part in page.split('<th scope="row"><a')[1:]]


def sheet_of(answer):
    return load_workbook(BytesIO(answer.content)).active


def test_the_list_shows_what_lies_in_the_own_range(
    county_editor, neighbour_editor, village_editor, client_for, tree
):
    clinic(county_editor, tree.village)
    clinic(county_editor, tree.minzhu, 40)
    clinic(neighbour_editor, tree.neighbour_village, 77)
    assert names(text_of(client_for(village_editor).get(LIST))) == ["茶溪村"]
    page = text_of(client_for(county_editor).get(LIST))
    assert sorted(names(page)) == ["民主社区 · 安江镇", "茶溪村 · 黔城镇"]
    assert "合计 2 条记录。活动场次 2 场、义诊服务人次 800 人次" in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("first=2022-05-01&last=2022-05-31", ["茶溪村 · 黔城镇"]),
        ("period=all&kind=consultation", ["小江村 · 黔城镇"]),
        (
            "period=all&association_code=431281101000&association=黔城镇",
            ["小江村 · 黔城镇", "茶溪村 · 黔城镇"],
        ),
        ("period=all&text=健康", ["茶溪村 · 黔城镇"]),
        ("period=all&text=健康 村部", []),
        ("period=all&only=another", ["民主社区 · 安江镇", "小江村 · 黔城镇", "茶溪村 · 黔城镇"]),
        ("period=all&only=check", []),
        ("period=all&sort=day", ["小江村 · 黔城镇", "茶溪村 · 黔城镇", "民主社区 · 安江镇"]),
        ("period=all&sort=-association", ["民主社区 · 安江镇", "茶溪村 · 黔城镇", "小江村 · 黔城镇"]),
        ("period=month", []),
        ("period=all&page=99999999999999999999", ["民主社区 · 安江镇", "茶溪村 · 黔城镇", "小江村 · 黔城镇"]),
        ("period=all&sort=created_by__password", ["民主社区 · 安江镇", "茶溪村 · 黔城镇", "小江村 · 黔城镇"]),
    ],
)
def test_filters_sort_and_paging(county_editor, client_for, tree, query, expected):
    made(county_editor, tree.xiaojiang, "consultation", day=date(2022, 3, 1), consultation_person_times=3)
    clinic(county_editor, tree.village, given={"title": "健康行"})
    clinic(county_editor, tree.minzhu, day=date(2022, 8, 1))
    found = names(text_of(client_for(county_editor).get(f"/activities/?{query}")))
    assert sorted(found) == sorted(expected)
    if "sort" in query or "page" in query:
        assert found == expected


@pytest.mark.parametrize(
    "query", ["kind=x", "edition=9999", "first=x", "association=沅陵县", "first=2022-05-02&last=2022-05-01"]
)
def test_a_filter_that_makes_no_sense_is_answered_with_nothing_and_a_reason(
    county_editor, client_for, tree, query
):
    clinic(county_editor, tree.village)
    page = text_of(client_for(county_editor).get(f"/activities/?period=all&{query}"))
    assert names(page) == []
    assert "errorlist" in page


def test_an_edition_filters_the_list(county_editor, client_for, tree):
    edition = make_edition()
    clinic(county_editor, tree.village, editions=[edition])
    clinic(county_editor, tree.minzhu)
    assert names(text_of(client_for(county_editor).get(f"{LIST}&edition={edition.pk}"))) == [
        "茶溪村 · 黔城镇"
    ]


def test_deleted_records_are_only_where_one_asks_for_them(county_editor, client_for, tree):
    activity = clinic(county_editor, tree.village)
    with scope.use(county_editor.scope):
        withdraw_activity(actor=county_editor, activity=activity, reason="重复登记")
    client = client_for(county_editor)
    assert names(text_of(client.get(LIST))) == []
    assert names(text_of(client.get(f"{LIST}&only=withdrawn"))) == ["茶溪村 · 黔城镇"]


def test_the_list_asks_for_the_same_few_rows_however_long_it_is(county_editor, client_for, tree, counted):
    client = client_for(county_editor)
    client.get(LIST)  # the first request of a session also stamps it
    counts = []
    for day in range(1, 6):
        clinic(county_editor, tree.village, day=date(2022, 5, day), editions=[make_edition()])
        with counted() as queries:
            client.get(LIST)
        counts.append(len(queries))
    assert counts[0] == counts[-1] <= 20


def test_the_export_has_a_column_for_every_figure_and_nothing_becomes_a_formula(
    county_editor, client_for, tree
):
    evil = '=HYPERLINK("http://x")'
    clinic(county_editor, tree.village, given={"title": evil}, editions=[make_edition()])
    made(county_editor, tree.county, "consultation", given={"title": "@SUM(A1)"}, consultation_person_times=3)
    answer = client_for(county_editor).post("/activities/export/?period=all&sort=day")
    sheet = sheet_of(answer)
    header = [cell.value for cell in sheet[2]]
    assert header[:3] == ["县市区", "乡镇街道", "村社区"]
    rows = [dict(zip(header, (cell.value for cell in row), strict=True)) for row in sheet.iter_rows(3, 4)]
    village = next(row for row in rows if row["村社区"] == "茶溪村")
    county = next(row for row in rows if not row["村社区"])
    assert (village["县市区"], village["乡镇街道"]) == ("洪江市", "黔城镇")
    assert village["义诊服务人次（人次）"] == 760
    assert village["主题"] == evil
    assert village["节点"] == "2022年5.29会员活动日"
    assert (county["县市区"], county["接受咨询人次（人次）"], county["主题"]) == ("洪江市", 3, "@SUM(A1)")
    assert not county["义诊服务人次（人次）"]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert "向县" in sheet.cell(sheet.max_row, 1).value


def test_the_export_takes_the_filter_and_leaves_a_trace(county_editor, neighbour_editor, client_for, tree):
    clinic(county_editor, tree.village)
    clinic(county_editor, tree.minzhu, 40)
    clinic(neighbour_editor, tree.neighbour_village, 77)
    sheet = sheet_of(client_for(county_editor).post("/activities/export/?period=all&association=黔城镇"))
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert "茶溪村" in texts
    assert not {"民主社区", "仰溪铺村", "77"} & set(texts)
    with whole_network():
        entry = AuditEntry.objects.get(action="export")
    assert entry.summary == "活动记录 1 条"
    assert entry.changes["单位"] == [None, "黔城镇"]


def test_too_many_rows_ask_for_a_narrower_filter(county_editor, client_for, tree, monkeypatch):
    monkeypatch.setattr(listing, "MOST_ROWS", 1)
    clinic(county_editor, tree.village)
    clinic(county_editor, tree.minzhu)
    page = text_of(client_for(county_editor).post("/activities/export/?period=all", follow=True))
    assert "共 2 条，一次最多导出 1 条" in page


def test_few_special_families_are_not_told_without_the_right(county_editor, client_for, tree):
    numbers = {"condolence_persons": 9, "special_family_condolence_person_times": 3}
    activity = made(county_editor, tree.village, "condolence", **numbers)
    keeper = make_account("keeper", tree.county, family_right=True)
    for url in (LIST, f"/activities/{activity.pk}/"):
        assert "&lt;5" in text_of(client_for(county_editor).get(url))
        assert "&lt;5" not in text_of(client_for(keeper).get(url))
    texts = [
        str(cell.value)
        for row in sheet_of(client_for(county_editor).post("/activities/export/?period=all")).iter_rows()
        for cell in row
    ]
    assert "<5" in texts
    assert "3" not in texts


def test_a_retired_kind_stays_in_old_records_and_is_not_offered(county_editor, client_for, tree):
    activity = clinic(county_editor, tree.village)
    ActivityKind.objects.filter(code="free_clinic").update(is_active=False)
    client = client_for(county_editor)
    assert "义诊" in text_of(client.get(LIST))
    assert 'value="free_clinic"' not in text_of(client.get("/activities/new/"))
    assert 'value="free_clinic" selected' in text_of(client.get(f"/activities/{activity.pk}/edit/"))
