"""Importing in a test: through the same door as the command."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from core import scope
from core.rosters import declare
from core.rosters.direct import import_file
from core.rosters.models import RosterRow
from core.rosters.services import Upload
from tests.rosters.books import rewritten, xlsx
from tests.rosters.kinds import PersonRoster

PLACE = ["黔城镇", "茶溪村"]


@dataclass
class Result:
    """What an import gave. ``errors``: {row: {column: reason}}."""

    report: Any
    written: list[dict[str, Any]]
    notes: dict[int, list[str]]

    @property
    def counts(self) -> dict[str, int]:
        return {name: number for name, number in self.report.counts.items() if number}

    @property
    def errors(self) -> dict[int, dict[str, str]]:
        return {
            row["row"]: {error["column"]: error["reason"] for error in row["errors"]}
            for row in self.report.rows
        }

    @property
    def outcomes(self) -> dict[int, str]:
        return {row["row"]: row["outcome"] for row in self.report.rows}


@pytest.fixture
def persons(db, monkeypatch) -> PersonRoster:
    """The kind that only tests have."""
    kind = PersonRoster()
    monkeypatch.setitem(declare._kinds, kind.code, kind)
    return kind


@pytest.fixture
def send(persons, county_administrator) -> Callable[..., Result]:
    """``send(content)``: import a file of persons, faulty rows left out."""

    def call(content: bytes, *, account=None, name="花名册.xlsx", valid_only=True, keep=False) -> Result:
        actor = account or county_administrator
        persons.written.clear()
        before = len(persons.people)
        with scope.use(actor.scope):
            report = import_file(
                actor=actor, kind=persons, upload=Upload(name, content), valid_only=valid_only
            )
            with scope.reading():
                rows = RosterRow.objects.filter(batch=report.batch).order_by("sheet", "number")
                notes = {row.number: row.notes for row in rows if row.notes}
        if not keep:
            del persons.people[before:]
        return Result(report, list(persons.written), notes)

    return call


@pytest.fixture
def cell(send) -> Callable[..., Any]:
    """``cell("发放日期", value)``: what one cell of a sound row becomes, or the reason why it does not."""

    def call(column: str, value: Any, *, change: Any = None, **others: Any) -> Any:
        row = {"乡镇": PLACE[0], "村": PLACE[1], "姓名": "易安然", **others, column: value}
        result = send(xlsx([list(row), list(row.values())], change))
        if result.written:
            return result.written[0]
        assert result.errors, result.report
        reasons = result.errors[2]
        assert column in reasons or "" in reasons, reasons
        return reasons.get(column) or reasons[""]

    return call


@pytest.fixture
def calculated() -> Callable[..., bytes]:
    """``calculated(content, "E2", "1200")``: a formula with the result that Excel had worked out."""

    def call(content: bytes, place: str, result: str, *, kind: str = "") -> bytes:
        mark = re.compile(rf'(<c r="{place}"[^>]*?)(?: t="\w+")?(\s*>)<f>(.*?)</f><v\s*/?>(?:</v>)?')
        kept = f' t="{kind}"' if kind else ""

        def filled(xml: str) -> str:
            found, number = mark.subn(rf"\1{kept}\2<f>\3</f><v>{result}</v>", xml)
            assert number == 1
            return found

        return rewritten(content, "xl/worksheets/sheet1.xml", filled)

    return call
