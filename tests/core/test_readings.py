"""The reading log: every page that shows families says so, and leaves only once that is written."""

from io import BytesIO

import pytest
from django.db import DatabaseError, OperationalError, connection, models, transaction
from django.http import HttpResponse
from django.test import RequestFactory
from openpyxl import load_workbook

from core import scope
from core.access import Action, access
from core.accounts.models import Role
from core.audit.models import Reading, What
from core.audit.readings import record_reading
from families.models import Family
from tests.factories import client_for, make_account
from tests.families.making import make_family


@pytest.fixture
def clerk(tree):
    return make_account("registry_clerk", tree.county, Role.EDITOR, name="石登记", family_right=True)


@pytest.fixture
def families(clerk, tree) -> list[Family]:
    places = [tree.village, tree.village, tree.changqi]
    return [make_family(clerk, place, household_number=f"K{n}") for n, place in enumerate(places, start=1)]


def looks(**asked) -> list[Reading]:
    with scope.everything():
        return list(Reading.objects.filter(**asked).order_by("code"))


def rows_of(answer) -> str:
    return answer.content.decode().partition("<tbody>")[2].partition("</tbody>")[0]


def test_opening_a_family_is_logged_with_who_when_and_whom(clerk, families):
    assert client_for(clerk).get(f"/families/{families[0].pk}/").status_code == 200
    (look,) = looks()
    assert (look.actor, look.what, look.keys) == (clerk, "open", [families[0].pk])
    assert (look.code, look.kind, look.number) == (families[0].code, "families.family", 1)
    assert look.request_id


def test_a_list_leaves_one_row_for_each_village_in_it(clerk, families, tree):
    assert client_for(clerk).get("/families/").status_code == 200
    first, second = looks(what="list")
    assert (first.code, set(first.keys)) == (tree.village.code, {families[0].pk, families[1].pk})
    assert (second.code, second.keys) == (tree.changqi.code, [families[2].pk])
    assert first.request_id == second.request_id


def test_the_log_costs_a_list_three_statements(clerk, families, counted):
    browser = client_for(clerk)
    browser.get("/families/")
    with counted() as queries:
        browser.get("/families/")
    log = [query for query in queries if "core_reading" in query]
    assert len(log) == 1
    assert log[0].startswith("INSERT")


@pytest.mark.parametrize("page", ["/families/", "/families/{}/"])
def test_a_page_whose_log_cannot_be_written_never_leaves(clerk, families, page):
    def full(execute, sql, params, many, context):
        if sql.startswith('INSERT INTO "core_reading"'):
            raise OperationalError("database or disk is full")
        return execute(sql, params, many, context)

    browser = client_for(clerk)
    browser.raise_request_exception = False
    with connection.execute_wrapper(full):
        answer = browser.get(page.format(families[0].pk))
    assert answer.status_code == 500
    assert "K1" not in answer.content.decode()
    assert looks() == []


def test_a_page_that_shows_persons_and_does_not_say_whom_never_leaves(clerk):
    @access(get=Action.VIEW, family=True, logs=True)
    def forgetful(request):
        return HttpResponse("张三")

    request = RequestFactory().get("/")
    request.user = clerk
    with pytest.raises(RuntimeError, match="did not say whom"):
        forgetful(request)


def test_without_the_family_right_such_a_page_is_refused_and_nothing_is_logged(county_editor, families):
    assert client_for(county_editor).get(f"/families/{families[0].pk}/").status_code == 403
    assert looks() == []


def test_a_search_that_finds_nothing_is_logged_at_the_seat_without_the_number(clerk):
    with scope.use(clerk.scope), scope.transaction():
        record_reading(clerk, What.SEARCH, [], kind="families.family", note="按身份证号")
    (look,) = looks()
    assert (look.code, look.keys, look.number) == (clerk.association.code, [], 0)


@pytest.mark.django_db
def test_the_log_can_be_added_to_and_nothing_else(clerk, families):
    client_for(clerk).get(f"/families/{families[0].pk}/")
    (look,) = looks()
    with scope.everything():
        for change in (look.save, look.delete):
            with pytest.raises(TypeError):
                change()
        if connection.vendor == "postgresql":
            for change in (
                lambda: models.QuerySet(Reading).update(number=0),
                models.QuerySet(Reading).delete,
            ):
                with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                    change()


def test_an_auditor_asks_who_saw_a_family_and_what_a_person_saw(clerk, families, auditor, tree):
    client_for(clerk).get(f"/families/{families[2].pk}/")
    client_for(clerk).get("/families/")
    other = make_account("registry_other", tree.county, Role.VIEWER, name="易查看", family_right=True)
    client_for(other).get(f"/families/{families[0].pk}/")
    desk = client_for(auditor)
    about = rows_of(desk.get("/readings/?subject=K3"))
    assert about.count("石登记") == 2
    assert "易查看" not in about
    assert "打开" in about
    assert "看名单" in about
    by_reader = rows_of(desk.get("/readings/?person=易查看"))
    assert by_reader.count("易查看") == 1
    assert "石登记" not in by_reader
    assert "这段时间没有人查阅" in desk.get("/readings/?subject=K9").content.decode()


def test_one_look_shows_every_family_by_its_number_and_no_name(clerk, families, auditor):
    client_for(clerk).get("/families/")
    look = looks(what="list")[0]
    text = client_for(auditor).get(f"/readings/{look.pk}/").content.decode()
    for words in ("户 K1", "户 K2", "石登记", "茶溪村"):
        assert words in text
    assert "覃" not in text


def test_a_county_auditor_sees_looks_at_the_own_families_also_from_above(clerk, families, tree):
    city = make_account("registry_city", tree.city, Role.VIEWER, name="向市办", family_right=True)
    client_for(city).get("/families/")
    near = make_account("county_auditor", tree.county, Role.AUDITOR)
    far = make_account("far_auditor", tree.neighbour, Role.AUDITOR)
    assert "向市办" in rows_of(client_for(near).get("/readings/"))
    assert "向市办" not in client_for(far).get("/readings/").content.decode()
    assert client_for(far).get(f"/readings/{looks()[0].pk}/").status_code == 404


@pytest.mark.parametrize("seat", ["county_editor", "administrator", "city_viewer", "county_reviewer"])
def test_only_auditors_read_the_log(people, seat):
    browser = client_for(people[seat])
    assert browser.get("/readings/").status_code == 403
    assert browser.post("/readings/export/").status_code == 403


def test_an_export_names_every_family_and_stands_in_the_trace(clerk, families, auditor):
    client_for(clerk).get("/families/")
    desk = client_for(auditor)
    answer = desk.post("/readings/export/?subject=K2")
    rows = list(load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert any("户 K1、户 K2" in str(row) or "户 K2、户 K1" in str(row) for row in rows)
    assert "查阅记录 1 条" in desk.get("/audit/?action=export").content.decode()
