"""Hard stops on sizes; what stands over one says why."""

import ast

from tests.guards.sources import functions, name_of, python_files, templates, tree_of

FUNCTION, CLASS, MODULE, TEST_FILE, TEMPLATE, ARGUMENTS = 40, 200, 400, 300, 120, 7
# {"path" or "path::name": "why it may be longer"}
EXEMPT: dict[str, str] = {}


def length(node: ast.AST) -> int:
    return node.end_lineno - node.lineno + 1


def lines(path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def too_long(found: dict[str, int], stop: int) -> dict[str, int]:
    return {name: size for name, size in found.items() if size > stop and name not in EXEMPT}


def test_functions_are_at_most_40_lines():
    sizes = {
        f"{name_of(path)}::{row.name}": length(row) for path in python_files() for row in functions(path)
    }
    assert not too_long(sizes, FUNCTION)


def test_functions_take_at_most_7_arguments():
    counts = {}
    for path in python_files():
        for row in functions(path):
            given = [*row.args.posonlyargs, *row.args.args, *row.args.kwonlyargs]
            counts[f"{name_of(path)}::{row.name}"] = len(
                [arg for arg in given if arg.arg not in ("self", "cls")]
            )
    assert not too_long(counts, ARGUMENTS)


def test_classes_are_at_most_200_lines():
    sizes = {
        f"{name_of(path)}::{node.name}": length(node)
        for path in python_files()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ClassDef)
    }
    assert not too_long(sizes, CLASS)


def test_modules_are_at_most_400_lines():
    assert not too_long({name_of(path): lines(path) for path in python_files()}, MODULE)


def test_test_files_are_at_most_300_lines():
    assert not too_long({name_of(path): lines(path) for path in python_files("tests")}, TEST_FILE)


def test_templates_are_at_most_120_lines():
    assert not too_long({name_of(path): lines(path) for path in templates()}, TEMPLATE)


def test_every_exemption_is_needed_and_says_why():
    known = {name_of(path) for path in [*python_files(), *python_files("tests"), *templates()]}
    assert all(reason and name.partition("::")[0] in known for name, reason in EXEMPT.items())
