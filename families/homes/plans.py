"""Plans and surveys of Warm Homes."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

from core import scope
from core.access import Action, require
from core.accounts.models import Account
from core.audit import services as audit
from families.homes.services import CLOSED
from families.models import HomePlan, HomeSurvey, WarmHome
from members.models import SiteFile
from members.sites.rules import GONE


def save_plan(
    *, actor: Account, home: WarmHome, year: int, day: date, text: str = "", file: SiteFile | None = None
) -> HomePlan:
    """年度计划 of a home: as text or as a file, handed in on ``day``. Needs RECORD. A year has one plan."""
    require(actor, Action.RECORD, home.association)
    today = timezone.localdate()
    if home.withdrawn_at is not None:
        raise ValidationError(GONE)
    if not 2000 <= year <= today.year + 1:
        raise ValidationError({"year": f"年度请填 2000 到 {today.year + 1}。"})
    if day > today:
        raise ValidationError({"day": "提交日期在今天之后，请核对。"})
    if home.closed_on is not None and year > home.closed_on.year:
        raise ValidationError({"year": CLOSED})
    with scope.transaction():
        standing = HomePlan.objects.filter(home=home, year=year).select_for_update(of=("self",)).first()
        plan = standing or HomePlan(home=home, association=home.association, year=year, created_by=actor)
        plan.day, plan.text, plan.file = day, text.strip(), file or plan.file
        if not plan.text and plan.file is None:
            raise ValidationError({"text": "请写计划内容，或上传计划文件。"})
        plan.version += 1 if standing else 0
        plan.save()
        words = [f"{year}年计划已提交" if standing else "", f"{year}年计划，{day} 提交"]
        audit.record(actor, "update", home, changes={"年度计划": words})
    return plan


def record_survey(*, actor: Account, home: WarmHome, day: date, asked: int, satisfied: int) -> HomeSurvey:
    """满意度: counts alone. Needs RECORD. A second one of the same day takes the place of the first."""
    require(actor, Action.RECORD, home.association)
    if home.withdrawn_at is not None:
        raise ValidationError(GONE)
    if day > timezone.localdate():
        raise ValidationError({"day": "日期在今天之后，请核对。"})
    if not 0 < asked < 100_000:
        raise ValidationError({"asked": "调查人数填 1 以上的数。"})
    if not 0 <= satisfied <= asked:
        raise ValidationError({"satisfied": "满意人数不能多于调查人数。"})
    with scope.transaction():
        rows = HomeSurvey.objects.filter(home=home, day=day).select_for_update(of=("self",))
        survey = rows.first() or HomeSurvey(
            home=home, association=home.association, day=day, created_by=actor
        )
        survey.asked, survey.satisfied = asked, satisfied
        survey.save()
        words = f"{day} 调查 {asked} 人，满意 {satisfied} 人"
        audit.record(actor, "update", home, changes={"满意度": ["", words]})
    return survey
