"""What apps declare for the home page: rows in order, panels, and what does not fit."""

from datetime import date

import pytest

from core import home
from core.home import Found, Line, Panel, Row


@pytest.fixture
def registry(monkeypatch):
    """A registry of the test's own."""
    monkeypatch.setattr(home, "_rows", [])
    monkeypatch.setattr(home, "_panels", [])
    return home


def row(what, **more):
    return Row(light="due", what=what, label="去登记", url="/", **more)


def found(*rows, total=None):
    return lambda account, most: Found(list(rows)[:most], len(rows) if total is None else total)


def test_what_came_back_stands_first_then_the_nearest_day_then_what_has_none(registry, village_editor):
    later, sooner = row("later", day=date(2022, 10, 8)), row("sooner", day=date(2022, 9, 30))
    back = row("back", day=date(2022, 12, 31), comes_first=True, words="县级退回：请核实")
    registry.add_rows(found(row("whenever"), later), found(sooner, back))
    listed = registry.worklist(village_editor, 10)
    assert [one.what for one in listed.rows] == ["back", "sooner", "later", "whenever"]


def test_who_never_has_anything_to_do_has_no_list_others_may_have_an_empty_one(registry, village_editor):
    registry.add_rows(lambda account, most: None)
    assert registry.worklist(village_editor, 10) is None
    registry.add_rows(found())
    assert registry.worklist(village_editor, 10).rows == []


def test_more_than_asked_for_is_counted_not_listed(registry, village_editor):
    registry.add_rows(found(*map(row, "abcde"), total=5), found(*map(row, "xyz"), total=40))
    listed = registry.worklist(village_editor, 3)
    assert ([one.what for one in listed.first], listed.total, listed.is_cut) == (["a", "b", "c"], 45, True)
    assert [kind.total for kind in listed.rest] == [5, 40]


def test_a_provider_that_declares_itself_twice_is_asked_once(registry, village_editor):
    provider = found(row("once"))
    registry.add_rows(provider)
    registry.add_rows(provider)
    assert registry.worklist(village_editor, 10).total == 1


def test_panels_are_for_those_whom_they_concern(registry, village_editor, auditor):
    panel = Panel("近 7 天导出", [Line("看板")], empty="没有")
    registry.add_panels(lambda account: panel if account == auditor else None)
    assert registry.panels(village_editor) == []
    assert registry.panels(auditor) == [panel]


def test_an_address_comes_back_to_the_home_page():
    assert home.returning("/a/") == "/a/?next=%2F"
    assert home.returning("/a/?kind=b") == "/a/?kind=b&next=%2F"
