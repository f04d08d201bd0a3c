"""What an activity must be before it is recorded: its day, its numbers, what its kind needs, where it was."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from activities.choices import FiveDeliveries, Need, Theme
from activities.condolences import counts, errors_of
from activities.entries import ActivityDraft, asked_of
from activities.models import Activity, KindFigure
from core.figures.posting import require_open
from core.parsing import decimal_places
from core.records import Record

LARGEST = 10_000_000 * 100  # hundredths: more than the people of the whole city
LONGEST = timedelta(days=31)
REFERENCES = ["kind", "school", "recorder", "warm_home", "site"]


def check(draft: ActivityDraft, asks: list[KindFigure]) -> None:
    """Raise ``ValidationError`` with a sentence for every field that cannot stand."""
    activity, errors = draft.activity, {}
    errors.update(_day_errors(activity.first_day, activity.last_day))
    if not errors:
        require_open(activity.association, activity.first_day)
    asked = asked_of(asks)
    counted = counts(draft.handout, asks, activity.first_day)
    if draft.handout is not None:
        errors.update(errors_of(draft.handout, asks, activity, draft.numbers))
    for code, value in draft.numbers.items():
        if code not in asked:
            errors[f"figure_{code}"] = "这个类型不填这项数字。"
        elif value < 0:
            errors[f"figure_{code}"] = "不能为负数。"
        elif value > LARGEST:
            errors[f"figure_{code}"] = "数值过大，请核对位数。"
        elif value % 10 ** (2 - decimal_places(asked[code].indicator.unit)):
            errors[f"figure_{code}"] = "只能是整数，不能有小数。"
        elif value and not draft.took_place:
            errors[f"figure_{code}"] = "没有发生的，数字只能是 0。"
    for code, row in asked.items():
        if row.is_required and code not in draft.numbers and code not in counted:
            errors[f"figure_{code}"] = "请填写；没有发生请填 0。"
    errors.update(_need_errors(activity))
    errors.update(_column_errors(activity))
    if errors:
        raise ValidationError(errors)


def _day_errors(first: date, last: date) -> dict[str, str]:
    if last < first:
        return {"days": "结束日期不能早于开始日期。"}
    if first > timezone.localdate() or last > timezone.localdate():
        return {"days": "日期在今天之后，活动办完再登记。"}
    if last - first > LONGEST:
        return {"days": "一次活动最多 31 天，请分开登记。"}
    return {}


def _column_errors(activity: Activity) -> dict[str, Any]:
    """Lengths, choices and the two lists of codes; the rows that it refers to were read through the scope."""
    errors: dict[str, Any] = {}
    try:
        activity.clean_fields(exclude=[*REFERENCES, *(field.name for field in Record._meta.fields)])
    except ValidationError as error:
        errors.update(error.update_error_dict({}))
    for name, codes in (("themes", Theme.values), ("deliveries", FiveDeliveries.values)):
        if not set(getattr(activity, name)) <= set(codes):
            errors[name] = "有不认识的选项，请重新选。"
    return errors


def _need_errors(activity: Activity) -> dict[str, str]:
    need = activity.kind.needs
    given = {
        Need.SCHOOL: activity.school_id,
        Need.VENUE: activity.venue,
        Need.TITLE: activity.title,
        Need.PLACE: activity.place,
    }
    if need and not given[Need(need)]:
        return {need: f"“{activity.kind.name}”须填写{Need(need).label}。"}
    if activity.school_id and activity.school and not _serves(activity):
        return {"school": "学校不在这个单位的范围内。"}
    return _site_errors(activity)


def _site_errors(activity: Activity) -> dict[str, str]:
    """A home or site lies within the unit, and was open on the day."""
    place, day = activity.association, activity.first_day
    errors = {}
    for name in ("warm_home", "site"):
        site = getattr(activity, name)
        if site is not None and not place.scope.covers(site.code):
            errors[name] = f"{site.name}不在这个单位的范围内。"
        elif site is not None and not site.is_open_on(day):
            errors[name] = f"{site.name}这一天不在用，请核对日期。"
    return errors


def _serves(activity: Activity) -> bool:
    """A school serves its own association, and those above and below it."""
    school, here = activity.school.association, activity.association  # type: ignore[union-attr]
    return school.scope.covers(here.code) or here.scope.covers(school.code)
