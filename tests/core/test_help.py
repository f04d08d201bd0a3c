"""The help: every role's page, reachable from everywhere, and naming nothing that is not on screen."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from core.accounts.models import Role
from core.calendar import REPORT_DAYS
from core.help.topics import GUIDES
from tests import factories

ROOT = Path(__file__).resolve().parents[2]
PARTS = ROOT / "templates" / "core" / "help"
SOURCES = [("templates", "*.html"), ("static/js", "*.js")]
APPS = ["core", "members", "families", "activities", "reports"]


def body(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def labels(text):
    return re.findall(r"<b>(.*?)</b>", text)


def on_screen():
    """Everything that templates, scripts and views can print, but for the help itself."""
    paths = [path for folder, ending in SOURCES for path in (ROOT / folder).rglob(ending)]
    paths += [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    kept = [path for path in paths if PARTS not in path.parents and "help" not in path.parts]
    return "\n".join(path.read_text(encoding="utf-8") for path in kept)


@pytest.mark.parametrize("role", Role.values)
def test_the_link_opens_the_page_of_the_own_role(client_for, tree, role):
    desk = client_for(factories.make_account("reader", tree.county, role))
    home = body(desk.get("/"))
    assert home.count('href="/help/"') >= 2
    page = body(desk.get("/help/"))
    assert f"<h1>帮助：{GUIDES[role].title}</h1>" in page
    for topic in GUIDES[role].topics:
        assert f'<section class="panel panel--long" id="{topic.name}">' in page
        assert f'<a href="#{topic.name}">{topic.title}</a>' in page
    assert re.search(r'href="/help/\w+/" aria-current="page"', page)


@pytest.mark.parametrize("role", Role.values)
def test_every_role_may_read_every_page_and_each_is_about_its_own_rights(client_for, village_editor, role):
    page = body(client_for(village_editor).get(reverse("core:help_of_role", args=[role])))
    assert ("至少 15 个字符" in page) == (role == Role.ADMINISTRATOR)
    assert ("保存并登记下一条</td>" in page) == (role == Role.EDITOR)
    assert ("打印一页纸" in page) == (role == Role.VIEWER)
    assert "data-print" in page


def test_a_role_that_does_not_exist_has_no_page(client_for, village_editor):
    assert client_for(village_editor).get("/help/king/").status_code == 404


def test_the_help_names_only_what_is_on_screen():
    screen = on_screen()
    known = set(GUIDES)
    missing = {
        f"{path.name}: {label}"
        for path in PARTS.glob("*.html")
        for label in labels(path.read_text(encoding="utf-8"))
        if label not in screen and label not in known
    }
    assert not missing


def test_every_part_is_used_and_says_something():
    used = {topic.name for guide in GUIDES.values() for topic in guide.topics}
    parts = {path.stem for path in PARTS.glob("*.html")} - {"page", "_deadlines"}
    assert parts == used


def test_the_deadlines_are_those_of_the_calendar():
    table = (PARTS / "_deadlines.html").read_text(encoding="utf-8")
    told = re.findall(r"(当月|次月) (\d+) 日前", table)
    wanted = [("次月" if later else "当月", str(day)) for day, later in REPORT_DAYS.values()]
    assert told == wanted


def test_every_mark_is_explained(client_for, village_editor):
    page = body(client_for(village_editor).get("/help/"))
    for mark in ("0", "未报", "–", "&lt;5", "不显示", "待核实", "代录", "本级"):
        assert re.search(rf'<th scope="row">(<span class="tag[^>]*>)?{mark}', page), mark


def test_an_indicator_is_explained_in_the_drawer(client_for, village_editor):
    address = "/indicators/free_clinic_person_times/"
    desk = client_for(village_editor)
    drawer = body(desk.get(address, headers={"HX-Request": "true", "HX-Target": "drawer-body"}))
    assert "<h1 data-drawer-title>义诊服务人次：口径</h1>" in drawer
    assert "<html" not in drawer
    assert "每条记录的数相加" in drawer
    assert "<html" in body(desk.get(address))


def test_every_box_of_the_entry_form_leads_to_its_definition(client_for, village_editor):
    page = body(client_for(village_editor).get("/activities/new/?kind=free_clinic"))
    address = 'href="/indicators/free_clinic_person_times/" data-drawer'
    assert f'{address} tabindex="-1" aria-label="义诊服务人次的口径"' in page
