"""Services for the check-lists that sites are measured by: one list for the whole network."""

import re
from datetime import date

from django.core.exceptions import ValidationError

from core import scope
from core.access import Action, require
from core.accounts.models import Account
from core.audit import services as audit
from members.choices import SiteType
from members.models import Standard
from members.sites.registers import site_types

MOST_ITEMS, LONGEST_ITEM = 20, 40


def types_for_standards() -> list[tuple[str, str]]:
    """What a check-list can be for: the types of sites, and the other registers."""
    return [*SiteType.choices, *site_types()]


def publish_standard(
    *, actor: Account, name: str, site_type: str, since: date, items: list[str], source: str = ""
) -> Standard:
    """Publish a check-list, or a new version of the one of this name; checks by older versions stay as they
    are. Needs CATALOGUE. Raises ``ValidationError`` by field."""
    require(actor, Action.CATALOGUE, actor.association)
    texts = [text for text in (line.strip() for line in items) if text]
    errors = {}
    if not 1 <= len(texts) <= MOST_ITEMS or any(len(text) > LONGEST_ITEM for text in texts):
        errors["items"] = f"请写 1 到 {MOST_ITEMS} 项，一行一项，每项不超过 {LONGEST_ITEM} 个字。"
    elif len(set(texts)) < len(texts):
        errors["items"] = "有重复的项目。"
    if site_type not in dict(types_for_standards()):
        errors["site_type"] = "请选适用的阵地。"
    if not name.strip() or len(name.strip()) > 30:
        errors["name"] = "请填名称，不超过 30 个字。"
    if errors:
        raise ValidationError(errors)
    with scope.transaction():
        before = Standard.objects.filter(name=name.strip(), site_type=site_type).order_by("-version").first()
        if before is not None and since <= before.since:
            raise ValidationError({"since": f"现行版本 {before.since} 起施行，新版本要在这一天之后。"})
        standard = Standard.objects.create(
            code=before.code if before else _free_code(), name=name.strip(), site_type=site_type, since=since,
            version=before.version + 1 if before else 1, source=source.strip(), items=_items(texts, before),
        )  # fmt: skip
        audit.record(
            actor, "create", summary=f"检查标准 {standard}", changes={"项目": ["", "、".join(texts)]}
        )
    return standard


def _free_code() -> str:
    known = set(Standard.objects.values_list("code", flat=True))
    return next(code for number in range(1, 1000) if (code := f"standard_{number}") not in known)


def _items(texts: list[str], before: Standard | None) -> list[dict[str, str]]:
    """An item that stays keeps its code."""
    codes = {item["text"]: item["code"] for item in before.items} if before else {}
    used = {code for code in codes.values() if re.fullmatch(r"item_\d+", code)}
    found = []
    for text in texts:
        code = codes.get(text)
        if code is None:
            code = next(one for number in range(1, 1000) if (one := f"item_{number}") not in used)
            used.add(code)
        found.append({"code": code, "text": text})
    return found
