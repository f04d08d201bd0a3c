"""Finding an association by name, pinyin initials or code. Names of the network are open to every account."""

import re
from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from core.associations.models import Association, Level
from core.associations.network import COMMITTEE, normalise_name
from core.parsing import plain_text
from core.scope import Scope

ENDINGS = ("市", "县", "区", "镇", "乡", "街道", "村", "社区")


@dataclass(frozen=True)
class Hit:
    """A candidate with its path, since village names repeat (茶溪村 stands six times in the table)."""

    association: Association
    path: str


def search(text: str, *, within: Scope | None = None, limit: int = 20, retired: bool = False) -> list[Hit]:
    """Candidates for what somebody typed, best first; every ambiguous one is listed with its path.

    Units out of use are found only where ``retired`` asks for them.
    """
    text = COMMITTEE.sub("", "".join(plain_text(text[:200]).split()))[:60]
    if not text:
        return []
    rows = Association.objects.filter(_matches(text))
    if not retired:
        rows = rows.filter(is_active=True)
    if within is not None:
        rows = rows.filter(code__range=(within.low, within.high))
    return with_paths(_ranked(rows, text)[:limit])


def _matches(text: str) -> Q:
    if text.isascii() and text.isdigit():
        if len(text) > 12:
            return Q(pk__in=[])
        low = int(text.ljust(12, "0"))
        return Q(code__range=(low, low + 10 ** (12 - len(text)) - 1))
    if text.isascii():
        return Q(initials__startswith=text.lower())
    return Q(name__contains=text)


def _ranked(rows: QuerySet[Association], text: str) -> QuerySet[Association]:
    rank = Case(
        When(Q(name=text) | Q(initials=text.lower()), then=Value(0)),
        When(name__in=[text + ending for ending in ENDINGS], then=Value(1)),
        When(name__startswith=text, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    return rows.order_by(rank, "level", "code")


def with_paths(rows: "QuerySet[Association] | list[Association]") -> list[Hit]:
    """Add the path to each row with one more query for all ancestors."""
    units = list(rows)
    codes = {code for unit in units for code in unit.ancestor_codes}
    names = {
        (row.code, row.level): row.name
        for row in Association.objects.filter(code__in=codes, level__lt=Level.VILLAGE)
    }
    hits = []
    for unit in units:
        above = zip(unit.ancestor_codes, range(unit.level - 1, 0, -1), strict=True)
        path = [unit.name, *(names[at] for at in above if at in names and at[1] > Level.CITY)]
        hits.append(Hit(unit, " · ".join(path)))
    return hits


def resolve(text: str, *, within: Scope) -> list[Association]:
    """The units that a typed code or full name can mean inside a range; more than one is a question."""
    text = plain_text(text[:200])
    rows = Association.objects.filter(code__range=(within.low, within.high), is_active=True)
    if text.isascii() and text.isdigit():
        return list(rows.filter(code=int(text.ljust(12, "0")))) if len(text) <= 12 else []
    name, *path = [part.strip() for part in text.split("·")]
    units = list(rows.filter(Q(name__in=_spellings(name)) | Q(official_name=name)))
    if path:
        return [unit for unit in units if set(path) <= {above.name for above in unit.ancestors()}]
    return units


def _spellings(name: str) -> set[str]:
    """金中村村委会 and 枫响铃居委会 as the network calls them (``network.normalise_name``)."""
    name = re.sub(r"\s+", "", name)
    return {name, COMMITTEE.sub("", name), *(normalise_name(name, level) for level in Level.values)}
