"""Finding the rows that the names of a pasted block mean."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from activities.grid.places import Group
from core.associations.models import Association
from core.associations.network import normalise_name
from core.parsing import plain_text

NUMBERED = re.compile(r"^\d{1,4}[.、）)\s]+")
LONGEST, NEAR = 60, 5


@dataclass(frozen=True)
class Found:
    """The ids of the rows that bear a name; where that is not one, ``near`` are those that come close."""

    rows: list[int]
    near: list[int]


def match_names(names: Iterable[str], groups: Sequence[Group]) -> list[Found]:
    """Each name as the network spells it (``normalise_name``), also behind the name of its township."""
    index: dict[str, list[int]] = {}
    spelled: dict[str, list[int]] = {}
    for group in groups:
        for unit in group.rows:
            spelled.setdefault(unit.name, []).append(unit.pk)
            for key in _keys(unit, group.unit):
                if unit.pk not in index.setdefault(key, []):
                    index[key].append(unit.pk)
    level = next((unit.level for group in groups for unit in group.rows), 0)
    return [_found(name, level, index, spelled) for name in names]


def _keys(unit: Association, above: Association) -> set[str]:
    own = {unit.name, normalise_name(unit.official_name, unit.level), _plain(unit.official_name)}
    return own | {f"{above.name}{name}" for name in own}


def _plain(name: str) -> str:
    return re.sub(r"\s+", "", plain_text(name))


def _found(name: str, level: int, index: dict[str, list[int]], spelled: dict[str, list[int]]) -> Found:
    text = re.sub(r"\s+", "", NUMBERED.sub("", plain_text(name[:LONGEST])))
    rows = index.get(text) or index.get(normalise_name(text, level)) or []
    if len(rows) == 1 or not text:
        return Found(rows, [])
    close = get_close_matches(text, list(spelled), NEAR, cutoff=0.5)
    return Found([], rows or [pk for one in close for pk in spelled[one]])
