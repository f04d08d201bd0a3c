"""Every address of the system, found by walking the URLconf: no list that somebody must remember to keep."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from core.access import Rule


@dataclass(frozen=True)
class Address:
    """One pattern. ``name`` with its namespaces; ``arguments`` are converters by argument name."""

    name: str
    route: str
    callback: Any = field(repr=False)
    arguments: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def rule(self) -> Rule | None:
        """What ``@access`` declared, None where nothing is declared."""
        found = getattr(self.callback, "access", None)
        return found if isinstance(found, Rule) else None

    @property
    def methods(self) -> dict[str, str | None]:
        """``{"GET": "view"}``: the right that each method needs."""
        rule = self.rule
        return {name: right and right.value for name, right in rule.methods.items()} if rule else {}


def addresses() -> list[Address]:
    """All of them, in the order of the URLconf."""
    return list(_walk(get_resolver(), "", "", {}))


def _walk(resolver: URLResolver, space: str, route: str, arguments: dict[str, Any]) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        here = route + str(entry.pattern)
        given = {**arguments, **_arguments(entry)}
        if isinstance(entry, URLPattern):
            yield Address(f"{space}{entry.name or ''}", here, entry.callback, given)
        else:
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _walk(entry, inner, here, given)


def _arguments(entry: URLPattern | URLResolver) -> dict[str, Any]:
    """Converters of a route; a regular expression has groups without converters."""
    named = dict(getattr(entry.pattern, "converters", {}))
    groups = getattr(getattr(entry.pattern, "regex", None), "groupindex", {})
    return {**dict.fromkeys(groups, None), **named}
