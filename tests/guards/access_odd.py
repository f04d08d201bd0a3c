"""Input that no form of ours sends: too large, too long, cut off, of the wrong kind; nothing may break."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote, quote_from_bytes, urlencode
from zlib import crc32

from tests.guards.access_forms import RECIPES, filled, sitter
from tests.guards.access_matrix import path_of
from tests.guards.access_table import PAGES
from tests.guards.access_world import Answer, World, undone

HUGE, NUL, HALF = b"9" * 30, b"a\x00b", b"\xed\xa0\x80"  # the last is half a character (a lone surrogate)
ODD = [
    HUGE, NUL, HALF, b"", b"0", b"-1", b"9223372036854775808", b"-9223372036854775809", b"1.5", b"1e400",
    b"NaN", b"Infinity", b"\xff\xfe", b"'", b"\"><script>", b"\\", b"%", b"%s", b"{0}", b"{}", b"[]", b"null",
    b"true", b"2022-02-30", b"0001-01-01", b"9999-12-31", b"2022-13", b"../../etc", b"\r\nX: y", b"\x0b\x1c",
    b"00000000-0000-0000-0000-000000000000", b"4312-x", b"431200000000.0", b"__proto__", b"id__in",
    *(text.encode() for text in ("\uff11\uff12", "\u0663", "\u202e\u200b", "𠮷😀", "字" * 5000)),
    b"x" * 20_000,
]  # fmt: skip
FEW = [HUGE, NUL, HALF]
# What lists and reports read from the address beside the fields of their filters.
USUAL = ["page", "sort", "q", "next", "association", "association_code", "year", "from", "to", "indicator"]
USUAL += [
    "kind",
    "days",
    "day",
    "draft",
    "copy",
    "editing",
    "own",
    "by",
    "group",
    "period",
    "month",
    "campaign",
]


class QueryNames(HTMLParser):
    """Names of the fields in forms that are sent by GET, and of the queries that links hold."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.is_inside = False

    def handle_starttag(self, tag: str, attributes: Any) -> None:
        given = dict(attributes)
        if tag == "form":
            self.is_inside = (given.get("method") or "get") == "get"
        if self.is_inside and given.get("name"):
            self.names.add(given["name"])
        if tag == "a" and "?" in (given.get("href") or ""):
            self.names |= {pair.split("=")[0] for pair in given["href"].split("?", 1)[1].split("&")}

    def handle_endtag(self, tag: str) -> None:
        self.is_inside = self.is_inside and tag != "form"


def one_of(values: list[bytes], *about: str) -> list[bytes]:
    """One of the values; which one, depends on what it is for: all have their turn somewhere."""
    return [values[crc32("/".join(about).encode()) % len(values)]]


def queries(
    world: World, name: str, values: list[bytes], *, each: bool = True
) -> Iterator[tuple[str, Answer]]:
    """A page asked with each odd value in all names of its query at once, and in each of them.

    Without ``each``, one value in each name that the page itself speaks of.
    """
    seat, path = sitter(world, name, "GET"), path_of(world, name, "township")
    reader = QueryNames()
    reader.feed(world.send(seat, "GET", path).body)
    names = sorted({*reader.names, *USUAL})
    tried = [(names, value) for value in values]
    for one in names if each else sorted(reader.names):
        tried += [([one], value) for value in (values if each else one_of(values, name, one))]
    for some, value in tried:
        query = "&".join(f"{quote(one)}={quote_from_bytes(value)}" for one in some)
        yield f"{some}={value[:20]!r}", world.send(seat, "GET", f"{path}?{query}")


def forms(world: World, name: str, values: list[bytes], *, each: bool = True) -> Iterator[tuple[str, Answer]]:
    """A full form with each odd value, or one of them, in each of its fields, one after the other."""
    recipe, seat = RECIPES[name], sitter(world, name)
    path, full = path_of(world, name, recipe.place), filled(world, name)
    full = {field: value for field, value in full.items() if not hasattr(value, "read")}
    # Of the many rows of a table that is a form, the first stands for all.
    fields = [field for field in full if not re.match(r"form-[1-9]", field)]
    for field in dict.fromkeys([*fields, "next", "version", "record", "draft_version"]):
        for value in values if each else one_of(values, name, field):
            kept = urlencode({key: text for key, text in full.items() if key != field}, doseq=True)
            body = f"{kept}&{quote(field)}={quote_from_bytes(value)}".encode()
            with undone():
                recipe.prepare(world, recipe.place)
                yield f"{field}={value[:20]!r}", world.send_for_good(seat, "POST", path, body)


def paths(world: World, name: str, values: list[bytes]) -> Iterator[tuple[str, Answer]]:
    """The address itself with each odd value in each argument."""
    page, method = PAGES[name], "GET" if PAGES[name].get else "POST"
    seat, path = sitter(world, name, method), path_of(world, name, "township")
    for kind in page.about.values():
        for value in values:
            text = quote_from_bytes(value)
            odd = path.replace(f"/{world.samples['township'][kind]}/", f"/{text}/")
            yield f"{odd[:60]}", world.send(seat, method, odd)


def broken(answers: Iterator[tuple[str, Answer]]) -> tuple[int, list[str]]:
    """How many were tried, and those that ended in an error of the server."""
    number, found = 0, []
    for label, answer in answers:
        number += 1
        if answer.status >= 500 or answer.error:
            found.append(f"{label}: {answer.status} {answer.error}")
    return number, found
