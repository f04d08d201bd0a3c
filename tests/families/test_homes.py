"""Warm Homes: one liaison at a time, families that hold a home open, plans, and who may see whom."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from core import scope
from core.accounts.models import Role
from core.audit.models import Reading
from core.figures.verify import verify
from families.entries import StateEntry
from families.homes.plans import record_survey, save_plan
from families.homes.queries import served_count
from families.homes.services import (
    LiaisonEntry,
    appoint_liaison,
    end_liaison,
    serve_families,
    set_volunteers,
)
from families.models import HomeFamily, HomeLiaison, WarmHome
from families.services.change import change_state
from families.services.leave import anonymise_family, remove_family
from families.subject import rows_of
from members.models import Member
from members.sites.services import close_site, register_site
from tests.factories import client_for, figure, make_account
from tests.families.making import fresh, make_family, member

pytestmark = pytest.mark.django_db
OPENED, DAY = date(2020, 7, 1), date(2022, 7, 1)


@pytest.fixture
def home(clerk, tree):
    row = WarmHome(association=tree.community, name="双溪社区暖心家园", opened_on=OPENED)
    with scope.use(clerk.scope):
        return register_site(actor=clerk, site=row)


def now(home):
    with scope.everything():
        return WarmHome.objects.select_related("association__parent").get(pk=home.pk)


def appoint(clerk, home, name, day, **given):
    row = now(home)
    with scope.use(clerk.scope):
        entry = LiaisonEntry(name, day, "双溪社区卫生室")
        return appoint_liaison(actor=clerk, home=row, entry=entry, expected_version=row.version, **given)


def serve(clerk, home, families, day=DAY, shown=()):
    row = now(home)
    with scope.use(clerk.scope):
        given = {"families": families, "shown": shown, "day": day, "expected_version": row.version}
        return serve_families(actor=clerk, home=row, **given)


def close(clerk, home, day=DAY):
    row = now(home)
    with scope.use(clerk.scope):
        return close_site(actor=clerk, site=row, day=day, reason="社区合并", expected_version=row.version)


def test_a_home_counts_while_it_is_in_use(clerk, home, tree):
    assert figure(tree.county, "warm_home_count", None, DAY) == 1
    close(clerk, home)
    assert figure(tree.county, "warm_home_count", None, DAY) == 0
    assert verify().differences == []


def test_a_second_liaison_is_refused_and_a_successor_taken(clerk, home):
    first = appoint(clerk, home, "王春燕", OPENED)
    with pytest.raises(ValidationError, match="每家只能有一名"):
        appoint(clerk, home, "龙医生", DAY)
    with pytest.raises(ValidationError, match="才开始联系"):
        appoint(clerk, home, "龙医生", OPENED, instead_of=first.pk)
    appoint(clerk, home, "龙医生", DAY, instead_of=first.pk)
    with scope.everything():
        spans = list(HomeLiaison.objects.order_by("since").values_list("name", "since", "until"))
    assert spans == [("王春燕", OPENED, DAY), ("龙医生", DAY, None)]


def test_terms_of_liaisons_never_overlap(clerk, home):
    appoint(clerk, home, "王春燕", OPENED)
    row = now(home)
    with scope.use(clerk.scope):
        end_liaison(actor=clerk, home=row, day=DAY, expected_version=row.version)
    with pytest.raises(ValidationError, match="重叠"):
        appoint(clerk, home, "龙医生", date(2022, 6, 1))
    with pytest.raises(ValidationError, match="今天之后"):
        appoint(clerk, home, "龙医生", date(2999, 1, 1))
    appoint(clerk, home, "龙医生", DAY)


def test_a_home_with_families_cannot_be_closed_or_deleted(clerk, home, tree):
    family = make_family(clerk, tree.community)
    serve(clerk, home, [family])
    with pytest.raises(ValidationError, match="还有服务家庭"):
        close(clerk, home, date(2022, 8, 1))
    assert serve(clerk, home, [], date(2022, 7, 20), shown=[family.pk]) == (0, 1)
    appoint(clerk, home, "王春燕", OPENED)
    closed = close(clerk, home, date(2022, 8, 1))
    with scope.everything():
        assert HomeLiaison.objects.get().until == date(2022, 8, 1)
        assert served_count(closed, date(2022, 7, 10)) == 1


def test_only_families_of_the_own_range_are_served(clerk, neighbour_clerk, village_clerk, home, tree):
    foreign = make_family(neighbour_clerk, tree.neighbour_village)
    with pytest.raises(PermissionDenied):
        serve(clerk, home, [foreign])
    with pytest.raises(PermissionDenied):
        serve(village_clerk, home, [])
    with pytest.raises(ValidationError, match="还没有启用"):
        serve(clerk, home, [make_family(clerk, tree.village)], day=date(2019, 1, 1))


def test_the_list_of_families_is_masked_logged_and_asks_for_the_right(clerk, county_editor, home, tree):
    family = make_family(clerk, tree.village, members=[member("覃晚晴")])
    url = reverse("families:home_families", args=[home.pk])
    assert client_for(county_editor).get(url).status_code == 403
    client = client_for(clerk)
    page = client.get(url).content.decode()
    assert "覃*" in page
    assert "覃晚晴" not in page
    with scope.everything():
        assert Reading.objects.filter(association=tree.village).exists()
    sent = {"version": now(home).version, "day": "2022-07-01", "pick": [str(family.pk)]}
    assert client.post(url, sent).status_code == 302
    shown = client_for(county_editor).get(reverse("families:home_detail", args=[home.pk])).content.decode()
    assert "服务 &lt;5 户" in shown
    assert str(family.household_number) not in shown


def test_a_village_sees_only_its_families_and_leaves_the_others_alone(clerk, village_clerk, tree):
    with scope.use(clerk.scope):
        home = register_site(
            actor=clerk, site=WarmHome(association=tree.village, name="茶溪村暖心家园", opened_on=OPENED)
        )
    near, far = make_family(clerk, tree.village), make_family(clerk, tree.community)
    serve(clerk, home, [near, far])
    url = reverse("families:home_families", args=[home.pk])
    client = client_for(village_clerk)
    page = client.get(url).content.decode()
    assert near.household_number in page
    assert far.household_number not in page
    assert "另有 1 户" in page
    assert client.post(url, {"version": now(home).version, "day": "2022-08-01"}).status_code == 302
    with scope.everything():
        assert list(HomeFamily.objects.filter(until=None).values_list("family", flat=True)) == [far.pk]


def test_volunteers_come_from_the_register(clerk, home, tree):
    with scope.use(clerk.scope):
        row = now(home)
        given = {"members": Member.objects.none(), "shown": [], "day": DAY, "expected_version": row.version}
        assert set_volunteers(actor=clerk, home=row, **given) == (0, 0)
    page = client_for(clerk).get(reverse("families:home_volunteers", args=[home.pk])).content.decode()
    assert "黔城镇还没有登记志愿者" in page


def test_a_year_has_one_plan_that_says_something(clerk, home):
    row = now(home)
    with scope.use(clerk.scope):
        with pytest.raises(ValidationError, match="请写计划内容"):
            save_plan(actor=clerk, home=row, year=2022, day=date(2022, 2, 1))
        save_plan(actor=clerk, home=row, year=2022, day=date(2022, 2, 1), text="每月一次活动")
        save_plan(actor=clerk, home=row, year=2022, day=date(2022, 2, 9), text="每月两次活动")
        assert [(plan.year, plan.text) for plan in row.plans.all()] == [(2022, "每月两次活动")]
        with pytest.raises(ValidationError, match="今天之后"):
            save_plan(actor=clerk, home=row, year=2022, day=date(2999, 2, 9), text="每月两次活动")
        with pytest.raises(ValidationError, match="满意人数不能多于"):
            record_survey(actor=clerk, home=row, day=DAY, asked=5, satisfied=6)


def test_a_family_that_is_removed_or_forgotten_leaves_its_home(clerk, home, tree):
    removed, gone = make_family(clerk, tree.village), make_family(clerk, tree.village)
    serve(clerk, home, [removed, gone])
    with scope.use(clerk.scope):
        rows = dict(make_subject_rows(gone))
        assert rows["暖心家园"] == "双溪社区暖心家园"
        remove_family(actor=clerk, family=removed, expected_version=1, reason="登记有误，重复的一户")
        exited = StateEntry(date(2022, 9, 1), "review", status="exited")
        change_state(actor=clerk, family=gone, expected_version=1, entry=exited)
        anonymise_family(actor=clerk, family=gone, expected_version=2, reason="退出已满规定年限")
        assert HomeFamily.objects.get().until is not None
    close(clerk, home, timezone.localdate())


def test_a_family_removed_out_of_reach_holds_no_home_open(clerk, village_clerk, home, tree):
    family = make_family(clerk, tree.village)
    serve(clerk, home, [family])
    with scope.use(village_clerk.scope):
        remove_family(actor=village_clerk, family=family, expected_version=1, reason="登记有误，重复的一户")
    client, url = client_for(clerk), reverse("families:home_families", args=[home.pk])
    assert "另有 1 户" in client.get(url).content.decode()
    sent = {"version": now(home).version, "day": "2022-08-01", "end_beyond": "on"}
    assert client.post(url, sent).status_code == 302
    close(clerk, home, date(2022, 8, 1))


def make_subject_rows(family):
    return [(row[0], row[2]) for row in rows_of(fresh(family))]


def test_who_only_looks_sees_the_families_of_the_home_and_no_others(clerk, home, tree):
    served, other = make_family(clerk, tree.village), make_family(clerk, tree.community)
    serve(clerk, home, [served])
    viewer = make_account("registry_viewer", tree.county, Role.VIEWER, family_right=True)
    page = client_for(viewer).get(reverse("families:home_families", args=[home.pk])).content.decode()
    assert served.household_number in page
    assert other.household_number not in page
    assert "保存" not in page
