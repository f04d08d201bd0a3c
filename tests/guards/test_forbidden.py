"""Constructs that the house does without."""

import ast
import re

import pytest

from tests.guards.sources import functions, name_of, python_files, scripts, templates, tree_of

IN_TEMPLATES = {
    "safe filter": r"\|\s*safe(seq)?\b",
    "autoescape off": r"autoescape\s+off",
    "inline script": r"<script(?![^>]*\bsrc=)(?![^>]*application/json)",
    "inline style": r"<style|\sstyle\s*=",
    "inline handler": r"\s(on[a-z]+|hx-on[:\w-]*)\s*=",
    "script address": r"javascript:",
    "foreign address": r"""(src|href|action)=["']?(https?:)?//""",
}
IN_PYTHON = {
    "mark_safe": r"\bmark_safe\b|\bSafeString\b|\bSafeText\b",
    "raw SQL past the scope": r"\.raw\(|\.extra\(|\bRawSQL\b",
    "a query past the manager": r"models\.QuerySet\(|_raw_delete",
    "naive time": r"\bdate\.today\(|\bdatetime\.now\(\)|\butcnow\(",
    "signals": r"django\.dispatch|@receiver|\bpost_save\b|\bpre_save\b",
    "dynamic code": r"\beval\(|\bexec\(",
    "csrf_exempt": r"csrf_exempt",
}
IN_SCRIPTS = {
    "markup from text": r"\.(inner|outer)HTML\s*\+?=|insertAdjacentHTML|document\.write",
    "dynamic code": r"\beval\(|new Function\(",
    "foreign address": r"""["'`]https?://""",
}
# {"what path": "why"}
EXEMPT = {
    "a query past the manager core/database/engines.py": "counts rows as the owner, to check a copy",
    "signals core/fields/columns.py": "a model field's own hook of that name, which is no signal",
}


SAMPLES = [
    (IN_TEMPLATES, "safe filter", "{{ text|safe }}", "{{ text|safer }}"),
    (IN_TEMPLATES, "autoescape off", "{% autoescape off %}", "{% autoescape on %}"),
    (IN_TEMPLATES, "inline script", "<script>go()</script>", '<script defer src="{% static x %}">'),
    (IN_TEMPLATES, "inline style", '<p style="color: red">', '<p class="style">'),
    (IN_TEMPLATES, "inline handler", '<p onclick="go()">', '<p data-on="click">'),
    (IN_TEMPLATES, "inline handler", '<p hx-on:click="go()">', '<p hx-get="/">'),
    (IN_TEMPLATES, "foreign address", '<img src="https://elsewhere/a.png">', '<a href="/here/">'),
    (IN_PYTHON, "mark_safe", "return mark_safe(text)", "return escape(text)"),
    (IN_PYTHON, "raw SQL past the scope", "Figure.objects.raw(text)", "raw(text)"),
    (IN_PYTHON, "naive time", "today = date.today()", "today = localdate()"),
    (IN_PYTHON, "signals", "@receiver(post_save)", "def received():"),
    (IN_SCRIPTS, "markup from text", "box.innerHTML = text", "box.textContent = text"),
]


@pytest.mark.parametrize(("patterns", "what", "bad", "good"), SAMPLES)
def test_the_patterns_tell_bad_from_good(patterns, what, bad, good):
    assert re.search(patterns[what], bad)
    assert not re.search(patterns[what], good)


def hits(pattern: str, path) -> list[str]:
    numbered = enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
    return [
        f"{name_of(path)}:{number} {line.strip()}" for number, line in numbered if re.search(pattern, line)
    ]


def found(what: str, pattern: str, paths) -> list[str]:
    return [hit for path in paths if f"{what} {name_of(path)}" not in EXEMPT for hit in hits(pattern, path)]


@pytest.mark.parametrize(("what", "pattern"), IN_TEMPLATES.items(), ids=IN_TEMPLATES)
def test_no_template_has(what, pattern):
    assert not found(what, pattern, templates())


@pytest.mark.parametrize(("what", "pattern"), IN_PYTHON.items(), ids=IN_PYTHON)
def test_no_module_has(what, pattern):
    assert not found(what, pattern, python_files())


@pytest.mark.parametrize(("what", "pattern"), IN_SCRIPTS.items(), ids=IN_SCRIPTS)
def test_no_script_has(what, pattern):
    assert not found(what, pattern, scripts())


def test_sql_is_written_in_core_only():
    outside = [path for path in python_files() if name_of(path).split("/")[0] != "core"]
    assert not found("sql", r"\.cursor\(|connection\.", outside)


def test_a_form_names_its_fields():
    assert not [
        f"{name_of(path)}:{node.lineno}"
        for path in python_files()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Constant) and node.value == "__all__"
    ]


def test_imports_stand_at_the_top():
    """One exception: ``AppConfig.ready`` filling a registry."""
    assert not [
        f"{name_of(path)}:{node.lineno}"
        for path in python_files()
        for function in functions(path)
        if function.name != "ready"
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]


def test_no_star_imports_and_no_utils():
    stars = [
        f"{name_of(path)}:{node.lineno}"
        for path in python_files()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names)
    ]
    assert not stars
    assert not [name_of(path) for path in python_files() if path.stem in ("utils", "helpers", "misc")]
