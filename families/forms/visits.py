"""The form of a visit, made for a phone: what is usual is there already; the filters of the lists."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from core.pages.fields import AssociationField, DayField
from families.choices import VisitKind, VisitPurpose, VisitState, VisitWay
from families.models import Family, Visit
from families.services.visits import VisitEntry
from families.visit_queries import festivals_near

NEXT = [("", "不约"), ("30", "30 天后"), ("60", "60 天后"), ("90", "90 天后"), ("120", "120 天后")]
USUAL = "90"
PLANS = [(VisitState.DONE.value, "已经去过"), (VisitState.PLANNED.value, "先排期，还没去")]


class VisitForm(forms.Form):
    """记一次走访: day, way, purposes, next visit; the rest is folded."""

    use_required_attribute = False
    record = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    day = DayField(future=True, error_messages={"required": "请填日期。"})
    way = forms.ChoiceField(label="形式", choices=VisitWay.choices, widget=forms.RadioSelect)
    purposes = forms.MultipleChoiceField(
        label="事由", required=False, choices=VisitPurpose.choices, widget=forms.CheckboxSelectMultiple
    )
    next_in = forms.ChoiceField(label="下次", required=False, choices=NEXT)
    remark = forms.CharField(
        label="备注", required=False, max_length=200, help_text="不写病情、不写家庭隐私；加密保存。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    visitor = forms.CharField(label="走访人", max_length=60, error_messages={"required": "请填走访人。"})
    kind = forms.ChoiceField(label="类型", choices=VisitKind.choices, widget=forms.RadioSelect)
    state = forms.ChoiceField(label="进展", choices=PLANS, widget=forms.RadioSelect)

    def entry(self, family: Family) -> VisitEntry:
        """What was typed, as a service takes it; an unchanged day of a standing visit stays."""
        data = self.cleaned_data
        days = int(data["next_in"] or 0)
        return VisitEntry(
            family=family,
            day=data["day"],
            visitor=data["visitor"],
            state=data["state"],
            kind=data["kind"],
            way=data["way"],
            purposes=data["purposes"],
            next_on=data["day"] + timedelta(days=days) if days else None,
            remark=data["remark"],
            id=data["record"],
        )


def visit_initial(visit: Visit) -> dict[str, Any]:
    """The form of a standing visit; one that was planned is opened to say that it was made."""
    days = str((visit.next_on - visit.day).days) if visit.next_on else ""
    names = ("version", "way", "purposes", "remark", "visitor", "kind")
    was_planned = visit.state == VisitState.PLANNED and visit.day <= timezone.localdate()
    return {
        **{name: getattr(visit, name) for name in names},
        "record": visit.pk,
        "day": timezone.localdate() if was_planned else visit.day,
        "next_in": days if days in dict(NEXT) else USUAL,
        "state": VisitState.DONE if was_planned else visit.state,
    }


class VisitFilter(forms.Form):
    """Whose turn it is, who was visited for a festival, or whose birthday is in a month; of which unit."""

    use_required_attribute = False
    view = forms.CharField(required=False, widget=forms.HiddenInput)
    association = AssociationField(label="乡镇、村", required=False)
    only = forms.ChoiceField(
        label="只看",
        required=False,
        choices=[("", "全部"), ("overdue", "已过约定日期"), ("short", "本年不足 3 次")],
    )
    festival = forms.ChoiceField(label="节日", required=False)
    month = forms.ChoiceField(label="月份", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.fields["festival"].choices = festivals_near(today)  # type: ignore[attr-defined]
        months = [(str(month), f"{month}月") for month in range(1, 13)]
        self.fields["month"].choices = months  # type: ignore[attr-defined]

    def keep(self, *names: str) -> None:
        """Leave only what this view is narrowed by."""
        for name in list(self.fields):
            if name not in ("view", "association", *names):
                del self.fields[name]
