"""Every address is declared, stands in the table with the rights decided for it, takes known arguments."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory

from core.access import ALLOWED, AccessMiddleware, Action
from core.accounts.models import Role
from tests.guards.access_samples import SAMPLES
from tests.guards.access_table import PAGES, PUBLIC, RIGHTS
from tests.guards.urls import addresses

ADDRESSES = addresses()
by_name = {"argvalues": ADDRESSES, "ids": [address.name for address in ADDRESSES]}


@pytest.mark.parametrize("address", **by_name)
def test_every_address_is_declared_and_named(address):
    assert address.rule is not None, f"{address.route}: put @access on its view"
    assert ":" in address.name, f"{address.route}: give it a name inside a namespace"


def test_only_these_addresses_need_no_login():
    assert {address.name for address in ADDRESSES if address.rule and address.rule.public} == set(PUBLIC)
    assert len(PUBLIC) <= 6


@pytest.mark.parametrize("address", **by_name)
def test_every_address_stands_in_the_table_with_its_rights(address):
    if address.name in PUBLIC:
        return
    assert not address.rule.public
    assert address.name in PAGES, f"add {address.name} to tests/guards/access_table.py"
    page = PAGES[address.name]
    declared = {method: right for method, right in (("GET", page.get), ("POST", page.post)) if right}
    assert address.methods == declared
    assert address.rule.while_password_is_old == page.old_password
    assert (address.rule.family, address.rule.logs) == (page.family, page.logs)
    assert set(page.about) == set(address.arguments), f"{address.name}: which samples do its arguments take?"
    assert set(page.about.values()) <= set(SAMPLES)


def test_the_table_names_no_address_that_is_gone():
    assert set(PAGES) | set(PUBLIC) == {address.name for address in ADDRESSES}


def test_the_rights_of_the_roles_are_those_that_were_decided():
    assert {role: {action.value for action in ALLOWED[role]} for role in Role.values} == RIGHTS


def test_a_view_that_declares_nothing_is_refused():
    def undeclared(request):
        return HttpResponse("open")

    middleware = AccessMiddleware(undeclared)
    with pytest.raises(PermissionDenied):
        middleware.process_view(RequestFactory().get("/"), undeclared, (), {})
    undeclared.access = Action.OWN
    with pytest.raises(PermissionDenied):
        middleware.process_view(RequestFactory().get("/"), undeclared, (), {})
