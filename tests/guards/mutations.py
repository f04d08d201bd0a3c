"""Deliberate faults: one line of the access code is made wrong in the running process, and must be noticed.

``code`` gives a function another body for a while, wherever it was imported; ``without`` takes one statement
out of it. A fault names the checks that must notice it.
"""

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from types import CodeType, FunctionType
from typing import Any

Check = Callable[[Any], None]


@dataclass(frozen=True)
class Mutation:
    """``fault`` makes the code wrong while it is open; ``checks`` take the world and raise on noticing it."""

    name: str
    fault: Callable[[], AbstractContextManager[None]] = field(repr=False)
    checks: tuple[Check, ...] = field(repr=False)


def find(path: str) -> Any:
    """What a dotted path names, functions of classes and properties included."""
    parts = path.split(".")
    for number in range(len(parts) - 1, 0, -1):
        try:
            found: Any = import_module(".".join(parts[:number]))
        except ModuleNotFoundError:
            continue
        for name in parts[number:]:
            found = inspect.getattr_static(found, name)
        return found
    raise LookupError(path)


def function_at(path: str) -> FunctionType:
    """The bare function: without property, decorators and the guard around a view."""
    found = find(path)
    found = getattr(found, "fget", None) or getattr(found, "__func__", None) or found
    return inspect.unwrap(found)


def tree_of(function: FunctionType) -> ast.FunctionDef:
    return tree(textwrap.dedent(inspect.getsource(function)))


def tree(source: str) -> ast.FunctionDef:
    node = ast.parse(source).body[0]
    assert isinstance(node, ast.FunctionDef)
    node.decorator_list = []
    return node


def compiled(function: FunctionType, node: ast.FunctionDef) -> CodeType:
    """The code of a changed function; names from around it (``super()`` among them) stay what they were."""
    around = ast.parse(f"def around({', '.join(function.__code__.co_freevars)}): return {node.name}")
    around.body[0].body.insert(0, node)  # type: ignore[attr-defined]
    module = compile(ast.fix_missing_locations(around), inspect.getfile(function), "exec")
    outer = next(part for part in module.co_consts if isinstance(part, CodeType))
    return next(part for part in outer.co_consts if isinstance(part, CodeType) and part.co_name == node.name)


@contextmanager
def wearing(function: FunctionType, changed: CodeType) -> Iterator[None]:
    before = function.__code__
    function.__code__ = changed
    try:
        yield
    finally:
        function.__code__ = before


def code(path: str, old: str, new: str) -> Callable[[], AbstractContextManager[None]]:
    """``old`` stands once in the source of the function and becomes ``new``."""

    def fault() -> AbstractContextManager[None]:
        function = function_at(path)
        source = textwrap.dedent(inspect.getsource(function))
        assert source.count(old) == 1, f"{path} holds {source.count(old)} times: {old}"
        return wearing(function, compiled(function, tree(source.replace(old, new))))

    return fault


def body(path: str, new: str) -> Callable[[], AbstractContextManager[None]]:
    """The whole function becomes one statement."""

    def fault() -> AbstractContextManager[None]:
        function = function_at(path)
        node = tree_of(function)
        node.body = ast.parse(new).body
        return wearing(function, compiled(function, node))

    return fault


def without(path: str, number: int) -> Callable[[], AbstractContextManager[None]]:
    """The function without its n-th call of ``require``."""

    def fault() -> AbstractContextManager[None]:
        function = function_at(path)
        node = tree_of(function)
        target = requirements(node)[number]
        for parent in ast.walk(node):
            for name in ("body", "orelse"):
                statements = getattr(parent, name, None)
                if isinstance(statements, list) and target in statements:
                    statements[statements.index(target)] = ast.Pass()
        return wearing(function, compiled(function, node))

    return fault


def requirements(node: ast.FunctionDef) -> list[ast.stmt]:
    """The statements ``require(...)`` of a function."""
    return [
        part
        for part in ast.walk(node)
        if isinstance(part, ast.Expr)
        and isinstance(part.value, ast.Call)
        and getattr(part.value.func, "id", "") == "require"
    ]


def value(path: str, name: str, new: Any) -> Callable[[], AbstractContextManager[None]]:
    """An attribute of a module or class is another one."""

    @contextmanager
    def fault() -> Iterator[None]:
        owner = find(path) if "." in path else import_module(path)
        before = inspect.getattr_static(owner, name)
        setattr(owner, name, new)
        try:
            yield
        finally:
            setattr(owner, name, before)

    return fault


@contextmanager
def entry(mapping: dict[Any, Any], key: Any, new: Any) -> Iterator[None]:
    """A mapping holds another value under a key."""
    missing = object()
    before = mapping.get(key, missing)
    mapping[key] = new
    try:
        yield
    finally:
        if before is missing:
            del mapping[key]
        else:
            mapping[key] = before
