"""The home page: its first line, quick entry, drafts, the own month, the days to come, the first visit."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from activities.models import Activity, ActivityKind
from core import scope
from core.accounts.models import Account, Role
from core.calendar import next_report
from core.drafts import Draft
from core.figures.models import Indicator
from tests import factories
from tests.reports.conftest import MAY
from tests.reports.pages import read, text

pytestmark = pytest.mark.usefixtures("september")


def save_draft(person, place, title, *, hours=0):
    with scope.use(person.scope), scope.transaction():
        draft = Draft.objects.create(
            association=person.association, form="activities.activity", title=title, created_by=person
        )
        old = timezone.now() - timedelta(hours=hours)
        Draft.objects.filter(pk=draft.pk).update(updated_at=old)
    return draft


def link(page, label):
    return next(url for text, url in read(page).links if text == label)


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("village", "10月月报 10月25日前报镇"),
        ("township", "9月月报 今天报市"),
        ("county", "9月月报 10月3日前报市"),
        ("city", "9月月报 10月8日前报省"),
    ],
)
def test_the_first_line_names_the_day_and_the_next_deadline(client_for, tree, place, words):
    person = factories.make_account("reader", getattr(tree, place), Role.VIEWER)
    page = client_for(person).get("/")
    assert f"周三 9月28日 本月还剩 2 天 {words}" in text(page)
    assert page.content.decode().count('class="deadline"') == 1


@pytest.mark.parametrize(
    ("level", "today", "month", "due"),
    [
        (4, date(2022, 9, 25), date(2022, 9, 1), date(2022, 9, 25)),
        (4, date(2022, 12, 26), date(2023, 1, 1), date(2023, 1, 25)),
        (3, date(2022, 2, 28), date(2022, 2, 1), date(2022, 2, 28)),
        (3, date(2023, 1, 31), date(2023, 2, 1), date(2023, 2, 28)),
        (2, date(2023, 1, 3), date(2022, 12, 1), date(2023, 1, 3)),
        (2, date(2023, 1, 4), date(2023, 1, 1), date(2023, 2, 3)),
        (1, date(2022, 12, 31), date(2022, 12, 1), date(2023, 1, 8)),
    ],
)
def test_each_level_has_its_rhythm(level, today, month, due):
    assert next_report(level, today) == (month, due)


def test_the_most_used_kinds_are_one_click_away_and_filled_up_with_common_ones(
    client_for, county_editor, tree
):
    for day in (1, 2):
        factories.make_activity(county_editor, tree.village, MAY.replace(day=day), kind="council_meeting")
    home = client_for(county_editor)
    page = home.get("/")
    kinds = [label for label, url in read(page).links if "kind=" in url]
    assert (kinds[0], len(kinds)) == ("理事会议", 4)
    form = home.get(link(page, "理事会议")).content.decode()
    assert '<option value="council_meeting" selected' in form
    assert '<input type="hidden" name="next" value="/">' in form
    assert link(page, "批量登记") == "/activities/grid/"


def test_the_own_month_has_six_numbers_with_last_years(client_for, county_editor, tree):
    for year, number in ((2021, 50), (2022, 80)):
        day = MAY.replace(year=year, month=9, day=3)
        factories.make_activity(
            county_editor, tree.village, day, {"free_clinic_person_times": number}, kind="free_clinic"
        )
    page = client_for(county_editor).get("/")
    assert len(page.context["month"]["figures"]) == 6
    assert "义诊服务人次 80 人次 上年 50 · 多 60%" in text(page)


def test_a_draft_says_how_old_it_is_and_can_be_gone_on_with(client_for, county_editor, tree):
    draft = save_draft(county_editor, tree.county, "茶溪村 5.29 义诊", hours=21)
    page = client_for(county_editor).get("/")
    assert "未完成的草稿 1 昨天 17:05，茶溪村 5.29 义诊" in text(page)
    assert link(page, "继续") == f"/activities/new/?draft={draft.pk}&next=%2F"


def test_a_draft_is_thrown_away_after_one_question_and_one_is_home_again(client_for, county_editor, tree):
    save_draft(county_editor, tree.county, "茶溪村 义诊")
    home = client_for(county_editor)
    address = link(home.get("/"), "删除")
    question = home.get(address)
    assert "草稿删除后不能恢复" in text(question)
    assert link(question, "不做了，返回") == "/"
    assert home.post(address).headers["Location"] == "/"
    assert "未完成的草稿" not in text(home.get("/"))


def test_a_draft_of_somebody_else_is_not_there(client_for, county_editor, tree):
    other = factories.make_account("other", tree.county)
    draft = save_draft(other, tree.county, "别人的")
    home = client_for(county_editor)
    assert "未完成的草稿" not in text(home.get("/"))
    assert home.post(f"/activities/drafts/{draft.pk}/delete/").status_code == 404


def test_the_days_to_come_say_what_is_recorded_for_them(client_for, county_editor, tree):
    edition = factories.make_edition("national_day", 2022)
    older = factories.make_edition("national_day", 2021)
    day = date(2022, 9, 25)
    factories.make_activity(county_editor, tree.village, day, editions=[edition, older])
    page = client_for(county_editor).get("/")
    assert "国庆 10月1日，3 天后 · 已登记 1 场 重阳 10月4日，6 天后 春节 2023年1月22日，116 天后" in text(
        page
    )
    listed = client_for(county_editor).get(link(page, "已登记 1 场"))
    assert "共 1 条" in text(listed)


def test_only_the_own_range_is_listed(clinic, client_for, neighbour_editor, tree):
    factories.make_activity(neighbour_editor, tree.neighbour_village, MAY, title="邻县的活动")
    assert "邻县的活动" in text(client_for(neighbour_editor).get("/"))
    reader = client_for(factories.make_account("reader", tree.county, Role.VIEWER))
    assert "邻县的活动" not in text(reader.get("/"))


def test_the_first_visit_shows_three_steps_and_what_is_done(client_for, village_editor):
    home = client_for(village_editor)
    page = text(home.get("/"))
    assert "第一次使用，先做三步" in page
    assert "● 1 改密码 已完成" in page
    assert "○ 2 核对本单位资料 茶溪村 · 黔城镇 · 洪江市，村社区，区划代码 431281101221" in page
    assert "○ 3 登记第一次活动" in page
    assert home.post("/first-steps/", {"step": "unit_checked"}).headers["Location"] == "/"
    assert "● 2 核对本单位资料" in text(home.get("/"))


def test_the_steps_go_when_all_are_done(client_for, village_editor, tree):
    home = client_for(village_editor)
    home.post("/first-steps/", {"step": "unit_checked"})
    factories.make_activity(village_editor, tree.village, MAY)
    assert "第一次使用" not in text(home.get("/"))


def test_the_steps_can_be_put_away_and_nonsense_changes_nothing(client_for, village_editor):
    home = client_for(village_editor)
    home.post("/first-steps/", {"step": "everything"})
    assert "第一次使用" in text(home.get("/"))
    home.post("/first-steps/", {"step": "hidden"})
    assert "第一次使用" not in text(home.get("/"))


def test_who_records_nothing_has_no_steps(client_for, county_reviewer):
    assert "第一次使用" not in text(client_for(county_reviewer).get("/"))


@pytest.mark.parametrize("username", ["village_editor", "county_reviewer", "city_viewer", "administrator"])
def test_without_indicators_and_kinds_the_page_stands(client_for, people, username, whole_network):
    ActivityKind.objects.all().delete()
    Indicator.objects.update(numerator=None, denominator=None)
    Indicator.objects.all().delete()
    page = client_for(people[username]).get("/")
    assert page.status_code == 200
    assert "我单位本月" not in text(page)
    assert client_for(people[username]).get("/dashboard/", follow=True).status_code == 404


def test_without_the_usual_indicator_other_numbers_stand(client_for, county_editor, city_viewer):
    Indicator.objects.filter(code="activity_sessions").update(is_active=False)
    assert len(client_for(county_editor).get("/").context["month"]["figures"]) == 5
    assert client_for(city_viewer).get("/").status_code == 200


def test_a_new_network_is_told_what_comes_first(client_for, county_editor, county_reviewer):
    Account.objects.filter(pk=county_editor.pk).update(steps_hidden_at=timezone.now())
    with scope.everything():
        assert not Activity.objects.exists()
    page = client_for(county_editor).get("/")
    assert "今天没有到期事项。登记一次活动" in text(page)
    assert "洪江市还没有登记过活动。" in text(page)
    reader = client_for(county_reviewer).get("/")
    assert "今天没有到期事项。" in text(reader)
    assert "登记一次活动" not in text(reader)
