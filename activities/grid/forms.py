"""What a grid is about, as its address says it; and one row of it, as its page sends it."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from activities import content as contents
from activities.choices import Need, Venue
from activities.content import FIGURE
from activities.grid.period import GridPeriod, one_day, read_period
from activities.grid.places import LEVEL_NAMES, MOST_ROWS
from activities.grid.queries import columns_of, kinds_for_grid
from activities.grid.services import RowEntry
from activities.models import ActivityKind
from core.associations.models import Association
from core.pages.fields import AssociationField, NumberField

MOST_SEEN = 200


class PeriodField(forms.CharField):
    """A day or a month (``read_period``)."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, GridPeriod) or value in self.empty_values:
            return value or None
        return read_period(str(value)[:40], today=timezone.localdate())

    def validate(self, value: Any) -> None:
        forms.Field.validate(self, value)

    def run_validators(self, value: Any) -> None:
        """Length and control characters are of no concern once the text is a period."""


class KindField(forms.ModelChoiceField[ActivityKind]):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(None, to_field_name="code", **kwargs)
        self.error_messages["invalid_choice"] = "这个类型不能批量登记，请用“登记活动”。"


class GridForm(forms.Form):
    """类型, 日期或月份, 单位, 村或乡镇; whatever is missing or wrong has a usual value."""

    use_required_attribute = False
    kind = KindField(required=False)
    when = PeriodField(label="日期或月份", required=False)
    association = AssociationField(required=False)
    by = forms.ChoiceField(choices=[(name, name) for name in LEVEL_NAMES], required=False)
    units = forms.CharField(required=False, max_length=MOST_ROWS * 13)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.fields["kind"].queryset = kinds_for_grid()  # type: ignore[attr-defined]
        self.is_valid()

    def clean_units(self) -> frozenset[int]:
        """Addresses of the rows that are wanted; empty: all of them."""
        texts = self.cleaned_data["units"].split(",")
        return frozenset(int(text) for text in texts if text.isascii() and text.isdigit() and len(text) <= 12)

    def value(self, name: str, usual: Any) -> Any:
        return self.cleaned_data.get(name) or usual

    def period(self) -> GridPeriod:
        found: GridPeriod = self.value("when", one_day(timezone.localdate()))
        return found

    def problems(self) -> list[str]:
        return [str(error) for errors in self.errors.values() for error in errors]


class RowForm(forms.Form):
    """One row: which cells changed, and what the page knew."""

    unit = forms.IntegerField(min_value=1, max_value=2**31)
    kind = KindField()
    when = PeriodField()
    record = forms.UUIDField()
    version = forms.IntegerField(required=False, min_value=0, max_value=2**31)
    seen = forms.CharField(required=False, max_length=MOST_SEEN * 37)
    says_none = forms.BooleanField(required=False)
    campaigns = forms.MultipleChoiceField(required=False)
    title = forms.CharField(required=False, max_length=80)
    place = forms.CharField(required=False, max_length=80)
    venue = forms.ChoiceField(required=False, choices=[("", ""), *Venue.choices])

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.fields["kind"].queryset = kinds_for_grid()  # type: ignore[attr-defined]
        self._offer_campaigns(data.get("when", ""))
        self._ask_figures(data)

    def _offer_campaigns(self, when: str) -> None:
        try:
            period = PeriodField().clean(when)
        except ValidationError:
            return
        keys = contents.suggestions((period.day, period.day))
        self.fields["campaigns"].choices = [(key, key) for key in keys]  # type: ignore[attr-defined]

    def _ask_figures(self, data: QueryDict) -> None:
        """Only the boxes that were sent: what was left out stays as it is."""
        kind = kinds_for_grid().filter(code=data.get("kind", "")).first()
        for column in columns_of(kind) if kind else []:
            name = f"{FIGURE}{column.indicator.code}"
            if name in data:
                unit = column.indicator.unit
                self.fields[name] = NumberField(unit=unit, label=column.indicator.name, required=False)

    def clean_seen(self) -> set[UUID]:
        try:
            return {UUID(text) for text in self.cleaned_data["seen"].split(",") if text}
        except ValueError:
            raise ValidationError("这一行不完整，请刷新页面。") from None

    def entry(self, unit: Association) -> RowEntry:
        """The checked row for the unit that the page named."""
        data = self.cleaned_data
        numbers = {
            name.removeprefix(FIGURE): value for name, value in data.items() if name.startswith(FIGURE)
        }
        reasons = {code: self.data.get(f"{FIGURE}{code}_reason", "").strip()[:80] for code in numbers}
        editions = (key.partition(":") for key in data["campaigns"])
        need = data["kind"].needs
        return RowEntry(
            unit,
            data["kind"],
            data["when"],
            data["record"],
            version=data["version"] or 0,
            says_none=data["says_none"],
            numbers=numbers,
            reasons={code: reason for code, reason in reasons.items() if reason},
            seen=data["seen"],
            editions=[(code, int(year)) for code, _, year in editions],
            common={need: data[need]} if need in (Need.TITLE, Need.PLACE, Need.VENUE) else {},
        )


class NamesForm(forms.Form):
    """Names of a pasted block, to be found among the rows."""

    association = forms.IntegerField(min_value=1, max_value=2**31)
    by = forms.ChoiceField(choices=[(name, name) for name in LEVEL_NAMES])
