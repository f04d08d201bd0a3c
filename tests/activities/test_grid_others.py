"""A grid among other people: what they recorded stands in grey, and nobody writes over anybody unasked."""

from datetime import date

import pytest

from activities.services import withdraw_activity
from core import scope
from core.associations.models import Association
from tests.activities.entries import all_activities, clinic, made, people_of, reread
from tests.activities.grids import ASKED, GRID, PEOPLE, SAVE, TODAY, page_data, row, rows_of
from tests.factories import make_account


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(TODAY)


@pytest.fixture
def clerk(tree):
    return make_account("first_clerk", tree.township, name="易晓荷")


@pytest.fixture
def colleague(tree):
    return make_account("second_clerk", tree.township, name="刘春生")


@pytest.fixture
def browse(client_for, clerk):
    return client_for(clerk)


def test_the_rows_are_the_villages_of_the_own_township(browse, tree):
    data = page_data(browse)
    assert list(rows_of(data)) == ["双溪社区", "小江村", "茶溪村"]
    assert [group["name"] for group in data["groups"]] == [""]
    assert [one["code"] for one in data["columns"]][:2] == [PEOPLE, ASKED]
    assert data["columns"][0]["required"]


def test_own_records_of_the_day_go_on_and_those_of_others_are_sources(
    browse, clerk, colleague, village_editor, county_editor, tree
):
    own = clinic(clerk, tree.village, 760)
    clinic(village_editor, tree.village, 40)
    clinic(colleague, tree.xiaojiang, 41)
    clinic(county_editor, tree.community, 42)
    rows = rows_of(page_data(browse))
    assert rows["茶溪村"]["record"] == str(own.pk)
    assert rows["茶溪村"]["numbers"] == {PEOPLE: "760"}
    sources = [one["text"] for name in ("茶溪村", "小江村", "双溪社区") for one in rows[name]["others"]]
    assert sources == [
        "村里 5月29日 已报 40 人次",
        "刘春生 5月29日 已报 41 人次",
        "洪江市 5月29日 已报 42 人次",
    ]
    assert "record" not in rows["小江村"]


def test_a_row_that_somebody_else_filled_meanwhile_is_asked_about(browse, village_editor, tree):
    theirs = clinic(village_editor, tree.village, 40)
    sent = row(tree.village, 45)
    answer = browse.post(SAVE, sent)
    assert answer.status_code == 409
    assert answer.json()["row"]["others"][0]["text"] == "村里 5月29日 已报 40 人次"
    assert len(all_activities()) == 1
    # 另记一场: the page has seen it now.
    assert browse.post(SAVE, {**sent, "seen": str(theirs.pk)}).status_code == 200
    assert people_of(tree.village) == 85


def test_changing_the_record_of_others_is_one_record_still(browse, village_editor, tree):
    theirs = clinic(village_editor, tree.village, 40)
    answer = browse.post(SAVE, row(tree.village, 45, record=str(theirs.pk), version=1))
    assert answer.json()["row"]["record"] == str(theirs.pk)
    assert answer.json()["row"]["version"] == 2
    assert people_of(tree.village) == 45
    assert reread(theirs).created_by == village_editor


def test_of_two_clerks_the_slower_one_gets_both_values(client_for, browse, colleague, tree):
    state = browse.post(SAVE, row(tree.village, 40)).json()["row"]
    change = {"record": state["record"], "version": 1}
    assert client_for(colleague).post(SAVE, row(tree.village, 45, **change)).status_code == 200
    answer = browse.post(SAVE, row(tree.village, 44, **change))
    assert answer.status_code == 409
    assert answer.json()["who"] == "刘春生"
    assert answer.json()["row"]["numbers"] == {PEOPLE: "45"}
    assert answer.json()["row"]["version"] == 2
    assert people_of(tree.village) == 45
    # 用我的
    assert browse.post(SAVE, row(tree.village, 44, record=state["record"], version=2)).status_code == 200
    assert people_of(tree.village) == 44


def test_two_clerks_who_typed_the_same_do_not_conflict(client_for, browse, colleague, tree):
    state = browse.post(SAVE, row(tree.village, 40)).json()["row"]
    change = row(tree.village, 45, record=state["record"], version=1)
    assert client_for(colleague).post(SAVE, change).status_code == 200
    assert browse.post(SAVE, change).status_code == 200
    assert people_of(tree.village) == 45


def test_a_key_that_another_person_used_is_refused(client_for, browse, colleague, tree):
    sent = row(tree.village, 40)
    browse.post(SAVE, sent)
    answer = client_for(colleague).post(SAVE, {**sent, f"figure_{PEOPLE}": "41"})
    assert answer.status_code == 422
    assert people_of(tree.village) == 40


def test_deleted_records_are_not_shown(browse, village_editor, tree):
    theirs = clinic(village_editor, tree.village, 40)
    with scope.use(village_editor.scope):
        withdraw_activity(actor=village_editor, activity=theirs, reason="登记错了")
    assert "others" not in rows_of(page_data(browse))["茶溪村"]


def test_records_above_the_rows_are_notes(browse, clerk, county_editor, client_for, tree):
    clinic(clerk, tree.township, 760)
    clinic(county_editor, tree.county, 900)  # outside the clerk's range
    page = browse.get(GRID, {"kind": "free_clinic", "when": "2022-05-29"}).content.decode()
    assert "黔城镇 5月29日 已登记义诊 760 人次" in page
    assert "900" not in page
    data = page_data(client_for(county_editor))
    notes = {group["name"]: group["notes"] for group in data["groups"]}
    assert notes == {"黔城镇": ["黔城镇 5月29日 已登记义诊 760 人次"], "安江镇": []}
    page = client_for(county_editor).get(GRID, {"kind": "free_clinic", "when": "2022-05-29"})
    assert "洪江市 5月29日 已登记义诊 900 人次" in page.content.decode()


def test_a_county_may_take_its_townships_as_rows_and_sees_what_stands_below(
    client_for, county_editor, village_editor, tree
):
    clinic(village_editor, tree.village, 40)
    rows = rows_of(page_data(client_for(county_editor), by="township"))
    assert list(rows) == ["黔城镇", "安江镇"]
    assert rows["黔城镇"]["below"] == "下属单位已登记 1 条"
    assert "below" not in rows["安江镇"]


def test_a_city_begins_with_its_villages_while_they_fit_on_a_page_else_with_its_counties(client_for, tree):
    client = client_for(make_account("city_editor", tree.city))
    assert page_data(client)["by"] == "village"
    for township in (tree.second_township, tree.neighbour_township):
        Association.objects.bulk_create(
            Association(code=township.code + 300 + n, level=4, name=f"{n}组村", parent=township)
            for n in range(600)
        )
    assert list(rows_of(page_data(client))) == ["沅陵县", "洪江市"]


def test_the_address_cannot_lead_out_of_the_own_range(browse, tree):
    for place in (tree.county, tree.neighbour_township, tree.second_township):
        answer = browse.get(GRID, {"association": str(place.code)})
        assert answer.status_code == 200
        assert "找不到这个单位" in answer.content.decode()
        assert set(rows_of(page_data(browse, association=str(place.code)))) == {
            "双溪社区",
            "小江村",
            "茶溪村",
        }


def test_without_scripts_the_page_says_where_to_go(browse):
    page = browse.get(GRID).content.decode()
    assert '没有脚本时请用<a href="/activities/new/">登记活动</a>逐条登记' in page


def test_changing_one_picker_keeps_the_others(browse, tree):
    page = browse.get(GRID, {"kind": "consultation", "when": "2022-05", "by": "village"}).content.decode()
    assert f"?kind=free_clinic&amp;when=2022-05&amp;association={tree.township.code}&amp;by=village" in page
    assert f"?kind=consultation&amp;when=2022-04&amp;association={tree.township.code}&amp;by=village" in page
    assert "2022年5月整月" in page


def test_units_out_of_use_are_no_rows(browse, tree):
    Association.objects.filter(pk=tree.xiaojiang.pk).update(is_active=False)
    assert "小江村" not in rows_of(page_data(browse))
    assert browse.post(SAVE, row(tree.xiaojiang, 5)).status_code == 404


def test_small_numbers_of_special_families_are_not_told(browse, county_editor, tree):
    code = "special_family_condolence_person_times"
    theirs = made(county_editor, tree.village, "condolence", condolence_persons=9, **{code: 3})
    other = rows_of(page_data(browse, kind="condolence"))["茶溪村"]["others"][0]
    assert other["hidden"] == {code: "<5"}
    assert other["numbers"] == {"condolence_persons": "9"}
    # What is not told stays as it is when another cell changes.
    change = row(tree.village, kind="condolence", record=str(theirs.pk), version=1, condolence_persons="10")
    assert browse.post(SAVE, change).json()["row"]["hidden"] == {code: "<5"}
    assert reread(theirs).lines[code] == 300


def test_a_page_takes_the_same_number_of_queries_however_many_rows(counted, client_for, county_editor, tree):
    client = client_for(county_editor)
    counts = []
    for place in (tree.township, tree.county):
        for unit in (tree.village, tree.xiaojiang, tree.changqi):
            clinic(county_editor, unit, 40, day=date(2022, 5, 1))
        with counted() as queries:
            page_data(client, association=str(place.code))
        counts.append(len(queries))
    assert max(counts) - min(counts) <= 1
    assert max(counts) <= 30
