"""What the tests of the grid send and read."""

import json
import re
from datetime import date
from typing import Any
from uuid import uuid4

from core.associations.models import Association

GRID, SAVE, MATCH = "/activities/grid/", "/activities/grid/save/", "/activities/grid/match/"
PEOPLE, ASKED, COPIES = (
    "free_clinic_person_times", "consultation_person_times", "publicity_material_copies",
)  # fmt: skip
DAY = "2022-05-29"
TODAY = "2022-06-20 10:00+08:00"


def row(unit: Association, people: Any = None, **more: Any) -> dict[str, Any]:
    """A row as the page sends it; figures by their code, everything else by its own name."""
    plain = {"kind", "when", "record", "version", "seen", "says_none", "campaigns", "title", "venue", "place"}
    sent: dict[str, Any] = {"unit": unit.pk, "kind": "free_clinic", "when": DAY, "record": str(uuid4())}
    if people is not None:
        sent[f"figure_{PEOPLE}"] = people
    for name, value in more.items():
        sent[name if name in plain or name.endswith("_reason") else f"figure_{name}"] = value
    return sent


def page_data(client: Any, **query: Any) -> dict[str, Any]:
    """What a grid hands to its scripts."""
    answer = client.get(GRID, {"kind": "free_clinic", "when": DAY, **query})
    assert answer.status_code == 200
    found = re.search(
        r'<script id="grid-data" type="application/json">(.*?)</script>', answer.content.decode()
    )
    assert found, "the page holds no rows"
    return dict(json.loads(found[1]))


def rows_of(data: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The rows by name."""
    return {one["name"]: one for group in data["groups"] for one in group["rows"]}


def month_end(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - date.resolution
