"""User names: how they are read, what they may be, and which ones are proposed."""

import re
import unicodedata
from collections.abc import Iterable
from itertools import count

from django.db import models

from core.accounts.models import Account
from core.associations.models import Association, Level

ALLOWED = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")
ADVICE = "登录名用 3–40 个小写字母、数字、点或横线，以字母或数字开头。"
DIGITS = {Level.CITY: 4, Level.COUNTY: 6, Level.TOWNSHIP: 9, Level.VILLAGE: 12}


class Style(models.TextChoices):
    """What proposals are made of."""

    INITIALS = "initials", "拼音首字母，如 qczcxc01"
    CODE = "code", "区划代码，如 431281101201-01"


def normalised(text: str) -> str:
    """As user names are kept: full-width letters as plain ones, small, without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def title(account: Account) -> str:
    """How the trace names an account."""
    return f"{account.name}（{account.username}）"


def propose(units: Iterable[Association], style: str, taken: Iterable[str] = ()) -> dict[int, str]:
    """A free user name for each unit, by its key: the unit above and the unit, then a running number."""
    units = list(units)
    used = {*Account.objects.values_list("username", flat=True), *taken}
    above = _initials_above(units) if style == Style.INITIALS else {}
    proposals = {}
    for unit in units:
        base = above.get(unit.pk, "") + unit.initials if above or style == Style.INITIALS else ""
        digits = str(unit.code)[: DIGITS[Level(unit.level)]]
        stem = base[:36] if ALLOWED.fullmatch(base[:36] + "01") else f"{digits}-"
        name = next(name for number in count(1) if (name := f"{stem}{number:02d}") not in used)
        used.add(name)
        proposals[unit.pk] = name
    return proposals


def _initials_above(units: list[Association]) -> dict[int, str]:
    """The initials of the unit above, for townships and villages: their own ones repeat too often."""
    parents = Association.objects.filter(
        pk__in={unit.parent_id for unit in units if unit.level > Level.COUNTY}
    )
    initials = dict(parents.values_list("pk", "initials"))
    return {unit.pk: initials.get(unit.parent_id or 0, "") for unit in units}
