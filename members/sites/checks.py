"""Services for checks by a standard: self-assessment, and the review of it by somebody else."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone

from core import scope
from core.access import Action, require
from core.accounts.models import Account
from core.audit import services as audit
from core.audit.services import kind_of
from members.models import SiteCheck, SiteRecord, Standard
from members.sites.registers import find_site
from members.sites.rules import GONE

OWN = "自查的人不能复核自己的自查，请另一位审核人复核。"


def record_check(
    *, actor: Account, site: SiteRecord, standard: Standard, day: date, answers: dict[str, dict[str, Any]]
) -> SiteCheck:
    """自查 of a site by a version of a standard. Needs RECORD. ``answers`` holds every item of it."""
    require(actor, Action.RECORD, site.association)
    if site.withdrawn_at is not None:
        raise ValidationError(GONE)
    if day > timezone.localdate():
        raise ValidationError({"day": "日期在今天之后，请核对。"})
    if set(answers) != {item["code"] for item in standard.items}:
        raise ValidationError("检查项目与标准不符，请刷新页面后重新填写。")
    with scope.transaction():
        check = SiteCheck(
            association=site.association, site_kind=kind_of(site), site_id=site.pk, standard=standard,
            day=day, answers=answers, created_by=actor,
        )  # fmt: skip
        check.save(force_insert=True)
        result = f"{standard.name} 自查 {check.met}/{len(standard.items)} 项达到"
        audit.record(actor, "update", site, changes={"对标检查": ["", result]})
    return check


def review_check(*, actor: Account, check: SiteCheck, passed: bool, remark: str = "") -> SiteCheck:
    """复核. Needs REVIEW; never by who assessed. The first that passes is the acceptance (验收) of the site.

    Raises ``ValidationError`` for the assessor himself, where it was reviewed already, where an item is not
    met, and where a refusal gives no reason.
    """
    require(actor, Action.REVIEW, check.association)
    if check.created_by_id == actor.pk:
        raise ValidationError(OWN)
    missing = [item["text"] for item in check.standard.items if not check.answers[item["code"]]["met"]]
    if passed and missing:
        raise ValidationError({"passed": f"还有没达到的项目：{'、'.join(missing)}。整改后重新自查再复核。"})
    if not passed and len(remark.strip()) < 2:
        raise ValidationError({"remark": "请写明要整改什么。"})
    today = timezone.localdate()
    with scope.transaction():
        rows = SiteCheck.objects.filter(pk=check.pk, reviewed_on=None)
        if not rows.update(
            reviewed_on=today, reviewer=actor, passed=passed, remark=remark.strip(), version=F("version") + 1
        ):
            raise ValidationError("这次自查已经复核过，请刷新页面。")
        _accept(actor, check, today, passed=passed)
    check.refresh_from_db()
    return check


def _accept(actor: Account, check: SiteCheck, day: date, *, passed: bool) -> None:
    site = find_site(check.site_id)
    if site is None:
        raise ValidationError("这处阵地已不在您的单位范围内。")
    changes: dict[str, list[Any]] = {"复核": ["", f"{check.standard.name} {'合格' if passed else '不合格'}"]}
    if passed and site.accepted_on is None:
        changes["验收日期"] = [None, day.isoformat()]
        rows = type(site).objects.filter(pk=site.pk)
        rows.update(accepted_on=day, version=F("version") + 1, updated_at=timezone.now())
    audit.record(actor, "update", site, changes=changes, reason=check.remark)
