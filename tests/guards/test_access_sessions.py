"""Rights change at once: what an administrator changes about a seat acts at that person's next request."""

import pytest
from django.urls import reverse

from core.accounts.models import Account
from tests.factories import PASSWORD
from tests.guards.access_recipes import unit_values
from tests.guards.access_world import undone


@pytest.fixture
def editor(world):
    return world.seats["editor", "township"]


@pytest.fixture
def office(world):
    return world.seats["administrator", "county"]


def change(world, office, seat, **values):
    """The administrator saves the account's page with something changed."""
    account = seat.account
    form = {"name": account.name, "role": account.role, **unit_values(world, seat.place), **values}
    path = reverse("core:account_update", args=[account.pk])
    answer = world.send_for_good(office, "POST", path, form)
    assert answer.status == 302, answer.problems


def is_in(world, seat) -> bool:
    """Whether the session still opens a page."""
    answer = world.send_for_good(seat, "GET", reverse("core:password_change"))
    assert answer.status in (200, 302)
    return answer.status == 200


@pytest.mark.parametrize(
    "values",
    [{"role": "viewer"}, {"role": "administrator"}, {"family_right": "on"}, {"association": "安江镇"}],
)
def test_a_changed_seat_ends_its_sessions(world, office, editor, values):
    with undone():
        assert is_in(world, editor)
        change(world, office, editor, **values)
        assert not is_in(world, editor)


def test_a_changed_name_ends_nothing(world, office, editor):
    with undone():
        change(world, office, editor, name="改名了")
        assert is_in(world, editor)


@pytest.mark.parametrize("page", ["core:account_disable", "core:account_reset"])
def test_a_stopped_or_reset_account_is_out_at_once(world, office, editor, page):
    with undone():
        answer = world.send_for_good(office, "POST", reverse(page, args=[editor.account.pk]))
        assert answer.status in (200, 302)
        assert not is_in(world, editor)


def test_rights_are_asked_for_anew_at_every_request(world, editor):
    """Also where a change ended no session: an account changed past the pages."""
    path = reverse("activities:activity_create")
    with undone():
        assert world.send_for_good(editor, "GET", path).status == 200
        Account.objects.filter(pk=editor.account.pk).update(must_change_password=True)
        assert world.send_for_good(editor, "GET", path).location == reverse("core:password_change")
        Account.objects.filter(pk=editor.account.pk).update(is_active=False)
        assert world.send_for_good(editor, "GET", path).status == 302


def test_a_new_password_ends_the_other_sessions(world, editor):
    new = "gaoyuan-lanse-77"
    form = {"old_password": PASSWORD, "new_password": new, "password_again": new}
    with undone():
        answer = world.send_for_good(editor, "POST", reverse("core:password_change"), form)
        assert answer.status == 302, answer.problems
        assert not is_in(world, editor)  # the old key; the own browser has a new one


def test_a_session_is_gone_after_logging_out(world, editor):
    with undone():
        assert world.send_for_good(editor, "POST", reverse("core:logout")).status == 302
        assert not is_in(world, editor)


def test_a_unit_that_moves_takes_its_reader_out_of_sight_at_once(world):
    """Rights follow today's address: a seat whose unit gets another one no longer sees the old range."""
    seat, unit = world.seats["viewer", "township"], world.units["township"]
    path = reverse("activities:activity_detail", args=[world.samples["village"]["activity"]])
    with undone():
        assert world.send_for_good(seat, "GET", path).status == 200
        type(unit).objects.filter(pk=unit.pk).update(code=431281199000)
        assert world.send_for_good(seat, "GET", path).status == 404
