"""The list of members: what it shows to whom, how it is narrowed, its paper and its Excel file."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from core.audit.models import AuditEntry
from core.jobs.models import Job
from members.models import Member
from members.views import exports
from tests.factories import whole_network
from tests.members.people import enrol

LIST = "/members/"


@pytest.fixture(autouse=True)
def june(time_machine):
    time_machine.move_to("2022-06-30 12:00+08:00")


@pytest.fixture
def people_here(county_editor, tree):
    enrol(county_editor, tree.village, "舒小燕", phone="13874500001", group="第一组", birth_month="1975-03")
    enrol(county_editor, tree.village, "向前", backbone_since=date(2022, 1, 1), team="", sex="male")
    enrol(
        county_editor, tree.minzhu, "张爱华", volunteer_since=date(2021, 6, 1), team="红马甲", skills="理发"
    )
    enrol(county_editor, tree.xiaojiang, "李申请", status="applied")
    enrol(county_editor, tree.xiaojiang, "王志愿", status="volunteer", volunteer_since=date(2021, 5, 29))


def names(answer):
    page = answer.content.decode()
    return [part.split("</a>")[0].split(">")[-1] for part in page.split('<th scope="row">')[1:]]


def test_the_list_shows_who_lies_in_the_own_range(people_here, village_editor, neighbour_editor, client_for):
    assert sorted(names(client_for(village_editor).get(LIST))) == ["向前", "舒小燕"]
    page = client_for(neighbour_editor).get(LIST).content.decode()
    assert "没有会员" in page
    assert "舒小燕" not in page


def test_numbers_are_masked_and_the_sums_are_those_of_all_pages(people_here, county_editor, client_for):
    page = client_for(county_editor).get(LIST).content.decode()
    assert "138****0001" in page
    assert "13874500001" not in page
    assert "合计 5 人：在册 3 人，骨干会员 1 人，志愿者 2 人。" in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("status=applied", ["李申请"]),
        (
            "status=all&association=黔城镇&association_code=431281101000",
            ["李申请", "王志愿", "向前", "舒小燕"],
        ),
        ("backbone=yes", ["向前"]),
        ("volunteer=yes", ["张爱华", "王志愿"]),
        ("volunteer=no&backbone=no", ["舒小燕", "李申请"]),
        ("group=第一组", ["舒小燕"]),
        ("text=sxy", ["舒小燕"]),
        ("text=爱华", ["张爱华"]),
        ("text=理发", ["张爱华"]),
        ("text=红马甲 张", ["张爱华"]),
        ("status=withdrawn", []),
        ("sort=birth_month&text=舒", ["舒小燕"]),
    ],
)
def test_filters_narrow_the_list(people_here, county_editor, client_for, query, expected):
    assert sorted(names(client_for(county_editor).get(f"{LIST}?{query}"))) == sorted(expected)


def test_it_is_sorted_by_what_is_asked(people_here, county_editor, client_for):
    found = names(client_for(county_editor).get(f"{LIST}?sort=-name"))
    assert found == ["张爱华", "向前", "王志愿", "舒小燕", "李申请"]


@pytest.mark.parametrize("query", ["status=king", "association=沅陵县", "backbone=perhaps"])
def test_a_filter_that_makes_no_sense_is_answered_with_a_reason(
    people_here, county_editor, client_for, query
):
    answer = client_for(county_editor).get(f"{LIST}?{query}")
    assert names(answer) == []
    assert "errorlist" in answer.content.decode()


def test_the_list_asks_the_same_few_rows_however_long_it_is(county_editor, client_for, tree, counted):
    client = client_for(county_editor)
    client.get(LIST)
    counts = []
    for number in range(3):
        enrol(county_editor, tree.village, f"向{'一二三'[number]}", phone="13874500001")
        with counted() as queries:
            client.get(LIST)
        counts.append(len(queries))
    assert counts[0] == counts[-1] <= 10


def test_an_empty_register_says_what_to_do_first(county_editor, city_viewer, client_for):
    page = client_for(county_editor).get(LIST).content.decode()
    assert "还没有会员" in page
    assert page.count('href="/members/new/"') == 2
    assert 'href="/members/new/"' not in client_for(city_viewer).get(LIST).content.decode()


def test_applications_wait_on_the_home_page_of_who_records(
    people_here, county_editor, city_viewer, client_for
):
    page = client_for(county_editor).get("/").content.decode()
    assert "1 人申请入会，理事会通过后改为在册" in page
    assert 'href="/members/?status=applied&amp;sort=status"' in page
    assert "申请入会" not in client_for(city_viewer).get("/").content.decode()


def test_the_roll_on_paper_has_the_filtered_people_and_no_full_number(people_here, county_editor, client_for):
    page = client_for(county_editor).get("/members/print/?volunteer=yes").content.decode()
    assert "洪江市计生协会员名册" in page
    assert "张爱华" in page
    assert "舒小燕" not in page
    whole = client_for(county_editor).get("/members/print/").content.decode()
    assert "138****0001" in whole
    assert "13874500001" not in whole


def sheet_of(answer):
    assert answer.status_code == 200
    return [[cell.value for cell in row] for row in load_workbook(BytesIO(answer.content)).active.rows]


def test_the_excel_file_has_the_columns_of_the_roster_and_masked_numbers(
    people_here, county_editor, client_for
):
    rows = sheet_of(client_for(county_editor).post("/members/export/?text=舒"))
    assert rows[1][:8] == ["县市区", "乡镇", "村", "姓名", "性别", "出生年月", "联系电话", "入会日期"]
    assert rows[2][:7] == ["洪江市", "黔城镇", "茶溪村", "舒小燕", None, "1975-03", "138****0001"]
    assert len(rows) == 5
    with whole_network():
        entry = AuditEntry.objects.get(action="export")
    assert entry.summary == "会员名册 1 人"
    assert "舒" not in str(entry.changes)


def test_full_numbers_need_a_purpose_and_leave_it_in_the_trace(
    people_here, county_editor, city_viewer, client_for
):
    desk = client_for(county_editor)
    refused = desk.post("/members/export/phones/?text=舒", {"purpose": "看看"})
    assert refused.status_code == 422
    assert "看看" in refused.content.decode()
    rows = sheet_of(desk.post("/members/export/phones/?text=舒", {"purpose": "活动电话通知"}))
    assert rows[2][6] == "13874500001"
    with whole_network():
        entry = AuditEntry.objects.get(action="export")
    assert (entry.summary, entry.reason) == ("会员名册 1 人，含完整电话", "活动电话通知")
    assert client_for(city_viewer).get("/members/export/phones/").status_code == 403


def test_a_long_list_is_made_by_a_job(people_here, county_editor, client_for, monkeypatch):
    monkeypatch.setattr(exports, "AT_ONCE", 2)
    answer = client_for(county_editor).post("/members/export/?status=all")
    with whole_network():
        job = Job.objects.get()
    assert answer.url == job.get_absolute_url()
    assert job.title == "会员名册 5 人（状态 全部）"
    assert job.arguments == {"status": "all"}


def test_a_number_of_the_dashboard_opens_the_people_behind_it(people_here, county_editor, client_for, tree):
    address = f"/figures/{tree.village.code}/member_count/?from=2021-01-01&to=2022-06-30"
    page = client_for(county_editor).get(address).content.decode()
    assert "舒小燕" in page
    assert "向前" in page
    assert "张爱华" not in page
    with whole_network():
        member = Member.objects.get(name="舒小燕")
    assert f'href="{member.get_absolute_url()}"' in page
