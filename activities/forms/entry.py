"""The entry form: 单位, 日期, 类型, 数字, 其余. Its fields follow from what it holds (``content``)."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from activities import content as contents
from activities.choices import FiveDeliveries, Theme, Venue
from activities.content import FIGURE
from activities.forms.figures import figure_fields
from activities.forms.ticks import TickingForm
from activities.models import Activity, ActivityKind, School
from activities.queries import homes_for, schools_for, sites_for
from activities.services import ActivityDraft, edition_of
from core.associations.models import Association
from core.calendar import semester_label, semester_of
from core.figures.models import Campaign, KeyTask, ServiceLine
from core.pages.fields import AssociationField, AssociationWidget, DaysField
from families.models import WarmHome
from members.models import Site

EDITION = re.compile(r"([a-z0-9_]{1,40}):(19[89]\d|20\d\d)")
BEFORE_FIGURES = ["record", "association", "days", "campaigns", "campaign_other", "campaigns_for", "kind"]
SITES = ["warm_home", "site"]
PLAIN = ["title", "place", "partners", "summary", "venue", "key_task", "service_line", "themes", "deliveries"]


class UsedAssociationWidget(AssociationWidget):
    """The picker that begins with where this person recorded last."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["data_url"] = reverse("activities:association_candidates")
        return context


class KindSelect(forms.Select):
    """A select box whose options carry their pinyin initials for ``pick.js``."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if getattr(value, "instance", None) is not None:
            option["attrs"]["data-initials"] = value.instance.initials
        return option


class SchoolChoice(forms.ModelChoiceField[School]):
    """A school with the unit that it belongs to, since names repeat."""

    def label_from_instance(self, obj: School) -> str:
        return f"{obj.name}（{obj.association.name}）"


class SiteChoice(forms.ModelChoiceField[Any]):
    """A home or another site with the unit that it belongs to."""

    def __init__(self, label: str) -> None:
        super().__init__(
            None,
            label=label,
            required=False,
            empty_label=f"不在{label}",
            error_messages={"invalid_choice": "这一天这个单位没有它，请重新选。"},
            widget=forms.Select(attrs={"data-pick": "名称"}),
        )

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}（{obj.association.name}）"


class EntryFields(forms.Form):
    """What every activity may hold."""

    use_required_attribute = False
    record = forms.UUIDField(widget=forms.HiddenInput)
    association = AssociationField(widget=UsedAssociationWidget)
    days = DaysField(error_messages={"required": "请填日期。"})
    campaigns = forms.MultipleChoiceField(label="节点", required=False, widget=forms.CheckboxSelectMultiple)
    campaign_other = forms.ChoiceField(
        label="其他节点", required=False, widget=forms.Select(attrs={"data-skip": ""})
    )
    campaigns_for = forms.CharField(required=False, widget=forms.HiddenInput)
    kind: forms.ModelChoiceField[ActivityKind] = forms.ModelChoiceField(
        None,
        label="类型",
        to_field_name="code",
        empty_label="请选类型",
        error_messages={"required": "请选类型。", "invalid_choice": "没有这个类型，请重新选。"},
        widget=KindSelect(attrs={"data-pick": "汉字或拼音首字母", "data-brings-boxes": ""}),
    )
    school = SchoolChoice(
        None,
        label="学校",
        required=False,
        empty_label="没有选学校",
        error_messages={"invalid_choice": "找不到这所学校，请重新选。"},
        widget=forms.Select(attrs={"data-pick": "校名"}),
    )
    warm_home = SiteChoice("暖心家园")
    site = SiteChoice("其他阵地")
    venue = forms.ChoiceField(label="五进", required=False, choices=[("", "不属于"), *Venue.choices])
    title = forms.CharField(label="主题", required=False, max_length=80)
    place = forms.CharField(label="地点", required=False, max_length=80)
    partners = forms.CharField(label="合作单位", required=False, max_length=120)
    themes = forms.MultipleChoiceField(
        label="宣传主题", required=False, choices=Theme.choices, widget=forms.CheckboxSelectMultiple
    )
    deliveries = forms.MultipleChoiceField(
        label="五送", required=False, choices=FiveDeliveries.choices, widget=forms.CheckboxSelectMultiple
    )
    summary = forms.CharField(
        label="简要情况", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    key_task = forms.ChoiceField(
        label="六项重点工作", required=False, choices=[("", "按类型"), *KeyTask.choices]
    )
    service_line = forms.ChoiceField(
        label="四个服务", required=False, choices=[("", "按类型"), *ServiceLine.choices]
    )


class EntryForm(TickingForm, EntryFields):
    """One activity as a clerk types it. ``bound``: it was sent and is checked; else ``content`` fills it."""

    def __init__(
        self, content: QueryDict, *, bound: bool, editing: Activity | None = None, families: bool = False
    ) -> None:
        super().__init__(content if bound else None)
        self.content, self.editing, self.families = content.copy(), editing, families
        self.unit: Association | None = self._peek("association")
        self.span: tuple[date, date] | None = self._peek("days")
        self._offer_kinds()
        self.chosen_kind: ActivityKind | None = self._peek("kind")
        self._tick_campaigns()
        self._offer_campaigns()
        self._offer_schools()
        self._offer_sites()
        self._ask_figures()
        self.let_ticks_count()
        self._require_need()
        if bound:
            self.data = self.content
        else:
            self._fill()

    def _peek(self, name: str) -> Any:
        """The value of a field where it can already be read, else None."""
        try:
            return self.fields[name].clean(self._sent(name))
        except ValidationError:
            return None

    def _sent(self, name: str) -> Any:
        return self.fields[name].widget.value_from_datadict(self.content, {}, name)

    def _fill(self) -> None:
        self.initial = {name: self._sent(name) for name in self.fields}
        self.initial["association"] = self.unit or self.initial["association"]

    def _offer_kinds(self) -> None:
        kinds = ActivityKind.objects.filter(is_active=True)
        if self.editing is not None:
            kinds = kinds | ActivityKind.objects.filter(pk=self.editing.kind_id)
        self.fields["kind"].queryset = kinds  # type: ignore[attr-defined]

    def _tick_campaigns(self) -> None:
        """New days bring their suggestions; the ticks are put where both the page and the check read them."""
        try:
            shown_for = DaysField(required=False).clean(self.content.get("campaigns_for", ""))
        except ValidationError:
            shown_for = None
        ticks = contents.ticked(self.content.getlist("campaigns"), shown_for, self.span)
        self.content.setlist("campaigns", ticks)
        self.content["campaigns_for"] = contents.days_value(*self.span) if self.span else ""

    def _offer_campaigns(self) -> None:
        """Suggested and chosen editions as boxes to tick, the others of these years in a list."""
        campaigns = Campaign.objects.all()
        names = {row.code: row.name for row in campaigns}
        keys = [*contents.suggestions(self.span), *self.content.getlist("campaigns")]
        boxes = {key: name for key in keys if (name := _edition_name(key, names))}
        here = self.span[0].year if self.span else timezone.localdate().year
        active = [row.code for row in campaigns if row.is_active]
        others = [f"{code}:{year}" for year in (here, here - 1, here + 1) for code in active]
        self.fields["campaigns"].choices = list(boxes.items())  # type: ignore[attr-defined]
        self.fields["campaign_other"].choices = [  # type: ignore[attr-defined]
            ("", "没有其他节点"),
            *((key, _edition_name(key, names)) for key in others if key not in boxes),
        ]

    def _offer_schools(self) -> None:
        kept = self.editing.school_id if self.editing else None
        rows = schools_for(self.unit, also=kept) if self.unit else School.objects.none()
        self.fields["school"].queryset = rows.select_related("association")  # type: ignore[attr-defined]
        self.fields["school"].help_text = semester_label(semester_of(self.span[0])) if self.span else ""

    def _offer_sites(self) -> None:
        """Homes and sites of the unit on the day; without any there is nothing to ask."""
        day = self.span[0] if self.span else timezone.localdate()
        homes, sites = WarmHome.objects.none(), Site.objects.none()
        if self.unit is not None:
            homes = homes_for(self.unit, day, also=self.editing and self.editing.warm_home_id)
            sites = sites_for(self.unit, day, also=self.editing and self.editing.site_id)
        for name, rows in (("warm_home", homes), ("site", sites)):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]

    @property
    def site_choices(self) -> list[forms.BoundField]:
        """What of the two is asked: only where there is something to choose."""
        offered: dict[str, Any] = {name: getattr(self.fields[name], "queryset", None) for name in SITES}
        return [self[name] for name, rows in offered.items() if name in self.errors or rows.exists()]

    def _ask_figures(self) -> None:
        self.figure_names: list[str] = []
        if self.chosen_kind is not None:
            fields = figure_fields(self.chosen_kind, self.unit, self.content, self.editing)
            self.figure_names = list(fields)
            self.fields.update(fields)
            self.order_fields([*BEFORE_FIGURES, *fields])

    def _require_need(self) -> None:
        kind = self.chosen_kind
        if kind is not None and kind.needs:
            field = self.fields[kind.needs]
            field.required = True
            field.error_messages["required"] = f"“{kind}”须填写{field.label}。"

    @property
    def figures(self) -> list[forms.BoundField]:
        return [self[name] for name in self.figure_names]

    @property
    def is_about_families(self) -> bool:
        """Whether the event is about special families: nothing that was written then stays on a phone."""
        if self.chosen_kind is None:
            return False
        is_sensitive = any(getattr(self.fields[name], "is_sensitive", False) for name in self.figure_names)
        return is_sensitive or self.chosen_kind.key_task == KeyTask.FAMILY_ASSISTANCE

    @property
    def opens_more(self) -> bool:
        """Whether what is folded must be seen: needed, filled or wrong."""
        names = {"school", *SITES, *PLAIN}
        if (self.chosen_kind is not None and self.chosen_kind.needs) or names & set(self.errors):
            return True
        return any(any(self.content.getlist(name)) for name in names)

    def readable_numbers(self) -> dict[str, int]:
        """``{indicator code: hundredths}`` of the boxes that hold a number, checked or not yet."""
        values = {name.removeprefix(FIGURE): self._peek(name) for name in self.figure_names}
        return {code: value for code, value in values.items() if value is not None}

    def put_into(self, activity: Activity) -> Activity:
        """The checked form's plain columns, in a new or standing record."""
        data = self.cleaned_data
        for name in ("association", "kind", "school", *SITES, *PLAIN):
            setattr(activity, name, data[name])
        activity.first_day, activity.last_day = data["days"]
        return activity

    def edition_keys(self) -> list[str]:
        data = self.cleaned_data
        return list(dict.fromkeys(key for key in [*data["campaigns"], data["campaign_other"]] if key))

    def draft(self, activity: Activity) -> ActivityDraft:
        """The checked form as a record to save; an edition is made where this is its first record."""
        keys = (key.partition(":") for key in self.edition_keys())
        editions = [edition_of(code, int(year)) for code, _, year in keys]
        numbers, reasons = self.readable_numbers(), self.explanations()
        return ActivityDraft(self.put_into(activity), numbers, editions, reasons, handout=self.handed)

    def explanations(self) -> dict[str, str]:
        """Reasons given for surprising numbers; of a number that stays, the reason stays too."""
        found = {}
        for code, value in self.readable_numbers().items():
            reason = self.content.get(f"{FIGURE}{code}_reason", "").strip()[:80]
            if not reason and self.editing is not None and self.editing.lines.get(code) == value:
                reason = self.editing.explanations.get(code, "")
            if reason:
                found[code] = reason
        return found


def _edition_name(key: str, names: dict[str, str]) -> str:
    """「2022年5.29会员活动日」, empty for what is no edition."""
    found = EDITION.fullmatch(key)
    return f"{found[2]}年{names[found[1]]}" if found and found[1] in names else ""
