"""The families of a condolence in the entry form: boxes to tick, one amount for all or for each, goods."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from activities.condolences import COUNTED, PERSON_TIMES, Handout, Tick, standing_handout
from activities.content import FIGURE
from activities.models import Activity
from core.associations.models import Association, Level
from core.figures.display import hundredths_text
from core.pages.fields import NumberField
from core.pages.links import uuid_or_none
from families.choices import FamilyStatus
from families.masks import head_name
from families.models import Family
from families.tables import unit_path

MOST = 300
MONEY = NumberField(unit="元", label="每户金额", required=False)
LONGEST_GOODS = 60
# Names of the form's boxes that hold what the ticks say; ``ticks_for``: the unit whose families were shown.
NAMES = ("ticks_for", "ticked", "tick_all", "each", "goods", "money")
AMOUNT = "amount_"


@dataclass
class Row:
    """One family to tick; ``amount`` as typed, empty: the one for all."""

    family: Family
    is_ticked: bool
    amount: str = ""

    @property
    def name(self) -> str:
        return head_name(self.family)

    @property
    def place(self) -> str:
        return unit_path(self.family.association, below=Level.COUNTY)


@dataclass
class TickList:
    """The families of a unit as the form shows them, and what was typed about them."""

    unit: Association
    rows: list[Row]
    each: str = ""
    goods: str = ""
    too_many: int = 0

    @property
    def ticked(self) -> list[Row]:
        return [row for row in self.rows if row.is_ticked]

    def handout(self, money: int) -> Handout:
        """What was ticked; raises ``ValidationError`` where an amount is none."""
        ticks = [Tick(row.family, self._amount(row), self.goods) for row in self.ticked]
        return Handout(ticks, 0 if ticks else money)

    def _amount(self, row: Row) -> int:
        try:
            value = MONEY.clean(row.amount.strip() or self.each)
        except ValidationError as error:
            raise ValidationError({"ticked": f"{row.family} 的金额：{error.messages[0]}"}) from None
        if (value or 0) < 0:
            raise ValidationError({"ticked": f"{row.family} 的金额不能为负数。"})
        return value or 0


def tick_list(unit: Association, content: QueryDict) -> TickList:
    """The families 在册 of a unit, and those that were ticked; of too many only the ticked ones."""
    families = Family.objects.filter(code__range=(unit.low, unit.high), anonymised_at=None)
    kept = {uuid_or_none(text) for text in content.getlist("ticked")} - {None}
    found = families.filter(status=FamilyStatus.REGISTERED) | families.filter(pk__in=kept)
    number = found.count()
    if number > MOST:
        found = families.filter(pk__in=kept)
    rows = found.select_related("association__parent__parent").prefetch_related("members")
    all_ticked = bool(content.get("tick_all")) and content.get("ticks_for") == str(unit.code)
    return TickList(
        unit,
        [_row(family, content, kept, all_ticked) for family in rows.order_by("code", "household_number")],
        each=content.get("each", "").strip(),
        goods=content.get("goods", "").strip()[:LONGEST_GOODS],
        too_many=number if number > MOST else 0,
    )


def _row(family: Family, content: QueryDict, kept: set[UUID | None], all_ticked: bool) -> Row:
    return Row(family, all_ticked or family.pk in kept, content.get(f"{AMOUNT}{family.pk.hex}", ""))


class TickingForm(forms.Form):
    """What the entry form knows of ticked families; ``families``: whether the account may see them."""

    money = NumberField(
        unit="元", label="慰问金合计", required=False, help_text="只在没有勾选家庭时填；勾选的由各户相加。"
    )
    content: QueryDict
    unit: Association | None
    span: tuple[date, date] | None
    figure_names: list[str]
    families: bool

    @property
    def takes_families(self) -> bool:
        return f"{FIGURE}{PERSON_TIMES}" in self.figure_names

    @property
    def ticks_key(self) -> str:
        """What the page must show of the ticks: of which unit, the sum alone, or nothing."""
        if not self.takes_families:
            return ""
        return str(self.unit.code) if self.families and self.unit is not None else "money"

    @cached_property
    def ticks(self) -> TickList | None:
        """The families to tick; None where none may be shown."""
        if not self.takes_families or not self.families or self.unit is None:
            return None
        return tick_list(self.unit, self.content)

    def has_ticks(self) -> bool:
        sent = self.content.get("ticked") or self.content.get("tick_all")
        return bool(sent) and self.ticks is not None and bool(self.ticks.ticked)

    def let_ticks_count(self) -> None:
        """What the ticks count need not be typed."""
        if self.has_ticks():
            for code in COUNTED:
                name = f"{FIGURE}{code}"
                if name in self.figure_names:
                    self.fields[name].required = False
                    self.fields[name].widget.attrs.pop("placeholder", None)
                    self.fields[name].help_text = "由勾选的家庭计出，不用填。"

    def clean(self) -> dict[str, Any]:
        try:
            self.handed = self.handout()
        except ValidationError as error:
            self.add_error(None, error.messages)
        return self.cleaned_data

    def handout(self) -> Handout | None:
        """What the checked form hands out; None where the kind hands out nothing."""
        if not self.takes_families:
            return None
        money = self.cleaned_data.get("money") or 0
        return self.ticks.handout(money) if self.ticks is not None else Handout([], money)


def of_record(activity: Activity) -> dict[str, Any]:
    """What the form holds of the families of a standing condolence; what they count is not typed."""
    handout = standing_handout(activity)
    fields: dict[str, Any] = {"money": _text(handout.money)}
    if handout.ticks:
        amounts = {tick.amount for tick in handout.ticks}
        same = amounts.pop() if len(amounts) == 1 else None
        fields |= {
            "ticks_for": str(activity.association.code),
            "ticked": [str(tick.family.pk) for tick in handout.ticks],
            "each": _text(same or 0),
            "goods": handout.ticks[0].goods,
        }
        if same is None:
            fields |= {f"{AMOUNT}{tick.family.pk.hex}": _text(tick.amount) or "0" for tick in handout.ticks}
    return fields


def _text(value: int) -> str:
    return hundredths_text(value, 2 if value % 100 else 0) if value else ""


def is_of_ticks(name: str) -> bool:
    """Whether a box of the form belongs to the ticks."""
    return name in NAMES or name.startswith(AMOUNT)
