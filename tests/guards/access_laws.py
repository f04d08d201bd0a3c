"""Laws of the fence, each as one short proof on the world; the mutations run them again on broken code."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import ValidationError
from django.db import Error, connection, transaction
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity, School
from core import scope
from core.access import AccessMiddleware
from core.accounts.links import issue_links, open_link
from core.accounts.models import Account, LoginLink
from core.accounts.services import change_account, disable_account
from core.audit.models import AuditEntry
from core.scope import OutOfScope, ScopeMissing
from tests.factories import PASSWORD
from tests.guards.access_samples import COUNTED, DAY
from tests.guards.access_world import World, changed_tables, undone

LAWS: dict[str, Callable[[World], None]] = {}


def law(function: Callable[[World], None]) -> Callable[[World], None]:
    LAWS[function.__name__] = function
    return function


@law
def a_range_ends_where_the_next_unit_begins(world: World) -> None:
    unit = world.units["township"]
    assert [unit.scope.covers(code) for code in (unit.low - 1, unit.low, unit.high, unit.high + 1)] == [
        False, True, True, False,
    ]  # fmt: skip
    assert unit.high == unit.code + 999


@law
def without_a_range_a_table_does_not_answer(world: World) -> None:
    for ask in (list, lambda rows: rows.count(), lambda rows: rows.filter(name="x").exists()):
        with pytest.raises(ScopeMissing):
            ask(School.objects.all())
    with pytest.raises(ScopeMissing):
        list(Activity.objects.none() | Activity.objects.filter(school__in=School.objects.all()))
    with pytest.raises(ScopeMissing):
        list(Account.objects.filter(pk__in=School.objects.values("created_by")))
    with pytest.raises(ScopeMissing):
        School(association=world.units["township"], name="x", stage="primary").save()


@law
def inside_a_range_only_its_rows_are_seen(world: World) -> None:
    for place in ("township", "county", "village"):
        with scope.use(world.units[place].scope):
            seen = set(School.objects.values_list("code", flat=True))
        units = [unit for unit in world.units.values() if world.units[place].scope.covers(unit.code)]
        assert seen == {unit.code for unit in units}


@law
def inside_a_range_nothing_is_written_outside(world: World) -> None:
    foreign = {"association": world.units["neighbour_township"], "name": "x", "stage": "primary"}
    with scope.everything():
        standing = School.objects.get(pk=world.samples["neighbour_township"]["school"])
    home = {**foreign, "association": world.units["township"]}
    with undone(), scope.use(world.units["township"].scope):
        for write in (
            lambda: School(**foreign).save(),
            lambda: School.objects.create(**foreign),
            lambda: School.objects.bulk_create([School(**foreign)]),
            lambda: School.objects.filter(name="x").update(code=foreign["association"].code),
            lambda: School.objects.filter(name="x").update(association=foreign["association"]),
            standing.delete,
        ):
            with pytest.raises(OutOfScope):
                write()
        assert School.objects.create(**home, code=1).code == world.units["township"].code


@law
def leaving_a_range_brings_the_outer_one_back(world: World) -> None:
    outer, inner = world.units["county"].scope, world.units["village"].scope
    with scope.use(outer):
        with scope.use(inner):
            assert scope.current() == inner
        assert scope.current() == outer
        with scope.transaction(), pytest.raises(OutOfScope), scope.use(inner), scope.transaction():
            pass
    with pytest.raises(ScopeMissing):
        scope.current()


@law
def a_page_that_is_looked_at_cannot_write(world: World) -> None:
    with (
        undone(),
        scope.use(world.units["township"].scope),
        scope.reading(),
        pytest.raises(Error),
        transaction.atomic(),
    ):
        School.objects.create(association=world.units["township"], name="x", stage="primary")


@law
def a_view_that_declares_nothing_is_refused(world: World) -> None:
    def undeclared(request: Any) -> None:
        raise AssertionError

    request = world.factory.get("/")
    with pytest.raises(Exception, match="没有声明"):
        AccessMiddleware(undeclared).process_view(request, undeclared, (), {})


@law
def a_draft_is_its_writers_alone(world: World) -> None:
    """Not even a colleague at the same desk opens, overwrites, lists or deletes it."""
    draft = world.samples["township"]["draft"]
    writer, colleague = world.seats["editor", "township"], world.seats["editor+family", "township"]
    create, listing = reverse("activities:activity_create"), reverse("activities:draft_list")
    assert world.send(writer, "GET", create, query={"draft": str(draft)}).status == 200
    assert world.send(colleague, "GET", create, query={"draft": str(draft)}).status == 404
    assert str(draft) in world.send(writer, "GET", listing).body
    assert str(draft) not in world.send(colleague, "GET", listing).body
    assert str(draft) not in world.send(colleague, "GET", reverse("reports:home")).body
    kept = {"record": str(draft), "draft_version": "1", "title": "别人的字", "window": "other"}
    with undone():
        answer = world.send_for_good(colleague, "POST", reverse("activities:draft_save"), kept)
        assert answer.status == 409
        assert "core_draft" not in changed_tables(world.start)


@law
def the_picker_keeps_to_the_own_range(world: World) -> None:
    seat, path = world.seats["editor", "township"], reverse("core:association_search")
    for query in ({"q": "茶溪村", "within": "own"}, {"q": "4312", "within": "own"}):
        codes = {row["code"] for row in world.send(seat, "GET", path, query=query).json}
        assert codes
        assert all(world.units["township"].scope.covers(code) for code in codes)
    candidates = world.send(seat, "GET", reverse("activities:association_candidates"), query={"q": "村"}).json
    assert all(world.units["township"].scope.covers(row["code"]) for row in candidates)


@law
def a_possible_twin_above_or_aside_is_not_told(world: World) -> None:
    """The township recorded the same kind on the same day: a village is not asked about it."""
    seat, unit = world.seats["editor", "village"], world.units["village"]
    form = {"association": unit.path(), "association_code": unit.code, "days": DAY.isoformat()}
    form |= {"kind": "theme_publicity", f"figure_{COUNTED}": "5", "record": str(uuid4())}
    answer = world.send(seat, "POST", reverse("activities:activity_create"), form)
    assert world.foreign_marks(seat, answer.text) == []


def _link(world: World) -> tuple[Account, str]:
    office, account = (
        world.seats["administrator", "county"].account,
        world.seats["viewer", "township"].account,
    )
    assert office is not None
    assert account is not None
    with scope.use(office.scope):
        return account, issue_links(actor=office, accounts=[account])[0].token


@law
def a_link_works_once_and_only_by_pressing_its_button(world: World) -> None:
    with undone():
        _, token = _link(world)
        path = reverse("core:link", args=[token])
        for _ in range(2):
            assert world.send_for_good(world.anonymous, "GET", path).status == 200
        assert world.send_for_good(world.anonymous, "POST", path).status == 302
        for method in ("GET", "POST"):
            assert world.send_for_good(world.anonymous, method, path).status == 410


@law
def a_link_ends_with_time_state_and_revocation(world: World) -> None:
    late, now = timezone.now() - timedelta(seconds=1), timezone.now()
    for change in ({"expires_at": late}, {"revoked_at": now}, {"spent_at": now}):
        with undone():
            account, token = _link(world)
            assert open_link(token) is not None
            LoginLink.objects.filter(account=account).update(**change)
            for method in ("GET", "POST"):
                assert world.send_for_good(world.anonymous, method, f"/link/{token}/").status == 410
    with undone():
        account, token = _link(world)
        Account.objects.filter(pk=account.pk).update(is_active=False)
        assert world.send_for_good(world.anonymous, "POST", f"/link/{token}/").status == 410


@law
def the_token_of_a_link_is_kept_nowhere(world: World) -> None:
    with undone():
        _, token = _link(world)
        with scope.everything(), connection.cursor() as cursor:
            for table in ("core_loginlink", "core_auditentry", "core_linkbatch"):
                cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 (our own tables)
                assert token not in repr(cursor.fetchall())


def _try(world: World, password: str) -> int:
    account = world.seats["viewer", "county"].account
    assert account is not None
    form = {"username": account.username, "password": password}
    return world.send_for_good(world.anonymous, "POST", reverse("core:login"), form).status


@law
def five_wrong_passwords_shut_an_account(world: World) -> None:
    with undone():
        assert _try(world, PASSWORD) == 302
        for _ in range(5):
            _try(world, "wrong-password-1")
        assert _try(world, PASSWORD) == 429


@law
def who_was_away_for_long_logs_in_with_a_new_link_only(world: World) -> None:
    account = world.seats["viewer", "county"].account
    assert account is not None
    with undone():
        Account.objects.filter(pk=account.pk).update(last_login=timezone.now() - timedelta(days=91))
        assert _try(world, PASSWORD) == 422


@law
def a_session_that_lies_open_ends(world: World) -> None:
    seat = world.seats["viewer", "township"]
    now = timezone.now().timestamp()
    for stamps in ({"seen_at": now - 31 * 60}, {"started_at": now - 13 * 3600}):
        with undone():
            session = SessionStore(seat.session)
            session.update(stamps)
            session.save()
            assert world.send_for_good(seat, "GET", reverse("reports:home")).status == 302


@law
def a_late_form_is_given_back_without_its_passwords(world: World) -> None:
    form = {"old_password": "secret-typing", "title": "写了一半"}
    answer = world.send(world.anonymous, "POST", reverse("core:password_change"), form)
    assert answer.status == 401
    assert "写了一半" in answer.body
    assert "secret-typing" not in answer.body


@law
def the_login_leads_nowhere_else(world: World) -> None:
    account = world.seats["viewer", "county"].account
    assert account is not None
    good = {"username": account.username, "password": PASSWORD}
    for address in ("//evil.example", "https://evil.example/", "/\\evil.example"):
        answer = world.send(world.anonymous, "POST", reverse("core:login"), {**good, "next": address})
        assert (answer.status, answer.location) == (302, "/")
    seat, path = (
        world.seats["editor", "township"],
        reverse("activities:activity_undo", args=[world.samples["township"]["activity"]]),
    )
    assert "evil" not in world.send(seat, "POST", path, {"next": "//evil.example"}).location


@law
def nobody_changes_or_stops_the_own_seat(world: World) -> None:
    seat = world.seats["administrator", "county"]
    account = seat.account
    assert account is not None
    with undone(), scope.use(account.scope):
        with pytest.raises(ValidationError):
            change_account(
                actor=account, account=account, name="x", association=account.association, role="editor",
                family_right=True,
            )  # fmt: skip
        for refused in (
            lambda: disable_account(actor=account, account=account),
            lambda: issue_links(actor=account, accounts=[account]),
        ):
            with pytest.raises(ValidationError):
                refused()


@law
def the_trace_is_append_only(world: World) -> None:
    with undone(), scope.everything():
        entry = AuditEntry.objects.get(pk=world.samples["township"]["audit"])
        with pytest.raises(TypeError):
            entry.save()
        with pytest.raises(TypeError):
            entry.delete()
