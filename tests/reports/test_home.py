"""The home page by role."""

import pytest

from core import scope
from core.accounts.models import Role
from core.drafts import Draft
from tests import factories
from tests.reports.conftest import MAY
from tests.reports.pages import read, sentence, text

pytestmark = pytest.mark.usefixtures("september")


def test_it_says_what_day_it_is_and_what_comes(county):
    page = text(county.get("/"))
    assert "周三 9月28日 本月还剩 2 天 国庆 3 天后（10月1日） 重阳 6 天后（10月4日）" in page


def test_the_most_used_kinds_are_one_click_away_and_filled_up_with_common_ones(
    client_for, county_editor, tree
):
    for day in (1, 2):
        factories.make_activity(county_editor, tree.village, MAY.replace(day=day), kind="council_meeting")
    home = client_for(county_editor)
    page = home.get("/")
    kinds = [label for label, url in read(page).links if "kind=" in url]
    assert (kinds[0], len(kinds)) == ("理事会议", 4)
    form = home.get(dict(read(page).links)["理事会议"])
    assert '<option value="council_meeting" selected' in form.content.decode()


def test_the_own_month_has_six_numbers_with_last_years(client_for, county_editor, tree):
    for year, number in ((2021, 50), (2022, 80)):
        day = MAY.replace(year=year, month=9, day=3)
        factories.make_activity(
            county_editor, tree.village, day, {"free_clinic_person_times": number}, kind="free_clinic"
        )
    page = client_for(county_editor).get("/")
    assert len(page.context["month"]["figures"]) == 6
    assert "义诊服务人次 80 人次 上年 50 · 多 60%" in text(page)


def test_a_draft_can_be_gone_on_with_or_thrown_away(client_for, county_editor, tree):
    with scope.use(county_editor.scope), scope.transaction():
        draft = Draft.objects.create(
            association=tree.county, form="activities.activity", title="茶溪村 义诊", created_by=county_editor
        )
    home = client_for(county_editor)
    page = home.get("/")
    assert "未完成的草稿 1" in text(page)
    assert dict(read(page).links)["继续"] == f"/activities/new/?draft={draft.pk}"
    assert home.post(f"/drafts/{draft.pk}/discard/").status_code == 302
    assert "未完成的草稿" not in text(home.get("/"))


def test_a_draft_of_somebody_else_is_not_there(client_for, county_editor, tree):
    other = factories.make_account("other", tree.county)
    with scope.use(other.scope), scope.transaction():
        draft = Draft.objects.create(association=tree.county, form="activities.activity", created_by=other)
    home = client_for(county_editor)
    assert "未完成的草稿" not in text(home.get("/"))
    assert home.post(f"/drafts/{draft.pk}/discard/").status_code == 404


def test_a_new_clerk_is_told_where_to_begin(client_for, village_editor):
    page = text(client_for(village_editor).get("/"))
    assert "从这里开始" in page
    assert "登记一次活动" in page


def test_a_leader_reads_one_sentence_with_links(clinic, city):
    page = city.get("/")
    assert "怀化市2022年全年（截至9月28日）登记活动 4 场" in sentence(page)
    assert "快速登记" not in text(page)
    assert "看板" in dict(read(page).links)


def test_an_administrator_sees_links_and_locks_an_auditor_exports(client_for, administrator, auditor):
    assert "还没有使用的登录链接 0 个" in text(client_for(administrator).get("/"))
    assert "现在锁定的账号 0 个" in text(client_for(administrator).get("/"))
    page = client_for(auditor).get("/")
    assert dict(read(page).links)["近 7 天导出 0 次"] == "/audit/"


def test_only_the_own_range_is_listed(clinic, client_for, neighbour_editor, tree):
    factories.make_activity(neighbour_editor, tree.neighbour_village, MAY, title="邻县的活动")
    assert "邻县的活动" in text(client_for(neighbour_editor).get("/"))
    reader = client_for(factories.make_account("reader", tree.county, Role.VIEWER))
    assert "邻县的活动" not in text(reader.get("/"))
