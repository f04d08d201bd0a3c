"""待我办理 by role: what is listed, where its button leads, and the way back."""

from datetime import date, timedelta

import pytest
from axes.models import AccessAttempt
from django.utils import timezone

from activities.models import Activity
from core import scope
from core.accounts.links import issue_links
from core.accounts.models import Account, LoginLink
from core.audit.models import AuditEntry
from tests import factories
from tests.activities.entries import form
from tests.reports.conftest import MAY
from tests.reports.pages import read, text
from tests.reports.test_home import link, save_draft

pytestmark = pytest.mark.usefixtures("september")
PEOPLE = "free_clinic_person_times"


@pytest.fixture
def odd(tree):
    """``odd(person, place, number)``: a clinic of a surprising number after one of 760."""

    def odd(person, place, number=7600, day=date(2022, 9, 3)):
        factories.make_activity(person, place, MAY, {PEOPLE: 760}, kind="free_clinic")
        return factories.make_activity(person, place, day, {PEOPLE: number}, kind="free_clinic")

    return odd


def rows(page):
    return [row.what for row in page.context["todo"].first]


def test_numbers_to_look_at_again_are_listed_the_own_ones_first(client_for, county_editor, odd, tree):
    colleague = factories.make_account("colleague", tree.village)
    odd(county_editor, tree.xiaojiang, 8000, date(2022, 8, 1))
    odd(colleague, tree.village)
    page = client_for(county_editor).get("/")
    said = "，有数字与上次相差很大"
    assert rows(page) == [f"义诊 8,000 人次{said}", f"义诊 7,600 人次{said}"]
    assert (
        "待我办理 ▲ 待核实 义诊 8,000 人次，有数字与上次相差很大 小江村 · 黔城镇 8月1日活动 去核实"
        in text(page)
    )


def test_a_mended_number_leads_home_where_the_row_is_gone_and_can_be_undone(
    client_for, county_editor, odd, tree
):
    activity = odd(county_editor, tree.village)
    home = client_for(county_editor)
    address = link(home.get("/"), "去核实")
    assert address == f"/activities/{activity.pk}/edit/?next=%2F"
    sent = form(tree.village, days="2022-09-03", version=activity.version, **{PEOPLE: "780"})
    answer = home.post(address, sent)
    assert answer.headers["Location"] == "/"
    page = home.get("/")
    assert "已保存修改：茶溪村 9月3日 义诊 780 人次" in text(page)
    assert rows(page) == []
    undo = page.context["request"].build_absolute_uri(f"/activities/{activity.pk}/edit/undo/?next=%2F")
    assert f'action="{undo.removeprefix("http://testserver")}"' in page.content.decode()
    back = home.post(f"/activities/{activity.pk}/edit/undo/?next=%2F", follow=True)
    assert back.request["PATH_INFO"] == "/"
    assert "已撤销修改，恢复为 茶溪村 9月3日 义诊 7,600 人次" in text(back)
    assert len(rows(back)) == 1
    assert factories.figure(tree.city, PEOPLE, None, date(2022, 9, 28)) == 8360


def test_a_change_is_not_undone_twice_nor_after_another_one(client_for, county_editor, odd, tree):
    activity = odd(county_editor, tree.village)
    home = client_for(county_editor)
    sent = form(tree.village, days="2022-09-03", version=1, **{PEOPLE: "780"})
    home.post(f"/activities/{activity.pk}/edit/", sent)
    with scope.use(county_editor.scope):
        Activity.objects.filter(pk=activity.pk).update(version=3)
    undo = f"/activities/{activity.pk}/edit/undo/"
    assert "没有撤销：这条记录后来又改过" in text(home.post(undo, follow=True))
    assert "没有撤销" in text(home.post(undo, follow=True))
    assert factories.figure(tree.village, PEOPLE, date(2022, 9, 1), date(2022, 9, 30)) == 780


def test_what_was_recorded_by_quick_entry_is_undone_on_the_home_page(client_for, county_editor, tree):
    home = client_for(county_editor)
    home.post("/activities/new/?next=/", form(tree.village, days="2022-09-03", **{PEOPLE: "40"}))
    page = home.get("/")
    with scope.use(county_editor.scope):
        undo = f"/activities/{Activity.objects.get().pk}/undo/?next=%2F"
    assert "已登记 茶溪村 9月3日 义诊 40 人次" in text(page)
    assert f'action="{undo}"' in page.content.decode()
    assert home.post(undo).headers["Location"] == "/"


def test_ten_rows_then_the_whole_list(client_for, county_editor, tree):
    for day in range(1, 13):
        factories.make_activity(
            county_editor,
            tree.village,
            date(2022, 9, day),
            {PEOPLE: 10 ** (2 + day % 2 * 2)},
            kind="free_clinic",
        )
    home = client_for(county_editor)
    page = home.get("/")
    assert len(rows(page)) == 10
    whole = home.get(link(page, "全部 11 项"))
    assert whole.request["PATH_INFO"] == "/worklist/"
    assert text(whole).count("去核实") == 11


def test_a_reviewer_looks_and_leaves_the_mending_to_others(
    client_for, county_editor, county_reviewer, odd, tree
):
    activity = odd(county_editor, tree.village)
    page = client_for(county_reviewer).get("/")
    assert link(page, "去看") == f"/activities/{activity.pk}/"
    assert "快速登记" not in text(page)
    assert client_for(county_reviewer).get("/worklist/").status_code == 200


def test_nothing_of_a_neighbour_is_listed(client_for, county_editor, neighbour_editor, odd, tree):
    odd(county_editor, tree.village)
    assert rows(client_for(neighbour_editor).get("/")) == []


def test_an_old_draft_is_something_to_do_a_fresh_one_is_not(client_for, county_editor, tree):
    save_draft(county_editor, tree.county, "新草稿", hours=20)
    home = client_for(county_editor)
    assert rows(home.get("/")) == []
    old = save_draft(county_editor, tree.county, "茶溪村 义诊", hours=30)
    page = home.get("/")
    assert "○ 未保存 草稿：茶溪村 义诊 昨天 08:05 继续" in text(page)
    assert f"/activities/new/?draft={old.pk}&next=%2F" in dict(read(page).links).values()
    save_draft(county_editor, tree.county, "另一份", hours=80)
    page = home.get("/")
    assert "2 份草稿存了一天以上 最早9月25日 06:05 去看" in text(page)
    assert link(page, "去看") == "/activities/drafts/"


def test_an_administrator_unlocks_from_the_list_and_stays_there(
    client_for, county_administrator, village_editor
):
    AccessAttempt.objects.create(
        username=village_editor.username, failures_since_start=5, attempt_time=timezone.now()
    )
    home = client_for(county_administrator)
    page = home.get("/")
    assert "■ 已锁定 易村（village_editor） 茶溪村 · 黔城镇 · 洪江市 · 录入" in text(page)
    address = f"/accounts/{village_editor.pk}/unlock/?next=%2F"
    assert f'action="{address}"' in page.content.decode()
    after = home.post(address, follow=True)
    assert after.request["PATH_INFO"] == "/"
    assert "易村（village_editor） 已解锁" in text(after)
    assert rows(after) == []


def test_an_administrator_sees_links_that_wait_and_people_who_cannot_log_in(
    client_for, county_administrator, tree
):
    new, lost = (factories.make_account(name, tree.village) for name in ("new", "lost"))
    with scope.use(county_administrator.scope):
        issue_links(actor=county_administrator, accounts=[new, lost])
    LoginLink.objects.filter(account=lost).update(expires_at=timezone.now() - timedelta(days=1))
    home = client_for(county_administrator)
    page = home.get("/")
    assert "▲ 链接未用 1 个一次性链接发出去还没有用 最早 10月5日到期 去看" in text(page)
    assert "▲ 不能登录 1 个账号没有密码，链接也已过期或作废" in text(page)
    assert "lost" in text(home.get(link(page, "发新链接")))
    assert "new" in text(home.get(link(page, "去看")))


def test_an_administrator_sees_the_own_range_only(client_for, county_administrator, neighbour_editor):
    Account.objects.filter(pk=neighbour_editor.pk).update(password="!")
    assert rows(client_for(county_administrator).get("/")) == []


def test_an_auditor_sees_what_left_the_house_in_seven_days(client_for, auditor, county_editor, time_machine):
    with scope.everything(), scope.transaction():
        for day in (20, 26):
            time_machine.move_to(f"2022-09-{day} 10:00+08:00")
            AuditEntry.objects.create(
                association=county_editor.association,
                actor=county_editor,
                actor_name=county_editor.name,
                action="export",
                summary=f"活动记录 {day} 条",
            )
    time_machine.move_to("2022-09-28 14:05+08:00")
    page = client_for(auditor).get("/")
    assert "近 7 天导出 1 次" in text(page)
    assert "活动记录 26 条 前天 10:00，洪江市 向县" in text(page)
    assert "活动记录 20 条" not in text(page)
    assert link(page, "全部 1 次") == "/audit/?action=export&since=2022-09-22"
    assert "待我办理" not in text(page)


def test_an_auditor_of_a_quiet_week_reads_so(client_for, auditor):
    assert "近 7 天没有人导出过文件。" in text(client_for(auditor).get("/"))
