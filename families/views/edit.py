"""Changing a family itself: corrections, type and status by day, moving."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from core.access import Action, access, account_of
from core.pages.views import ConfirmPage, FormPage, add_errors
from core.records import Conflict
from families.effects import move_effect, state_effect
from families.entries import FamilyChange, StateEntry
from families.forms.family import FamilyForm, MoveForm, SavedForm, StateForm, family_initial
from families.masks import masked
from families.models import Family
from families.services.change import change_families, change_state, move_family, undo_state
from families.tables import unit_path
from families.views.finding import find

CONFLICT = "这户刚被别人修改过，下面是您填的；请在另一窗口核对后再保存。"


class FamilyPage(FormPage):
    """A form about one family; ``setup`` keeps its key, ``family`` reads it inside the scope."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.pk = kwargs["pk"]
        self._family: Family | None = None

    @property
    def family(self) -> Family:
        if self._family is None:
            self._family = find(self.pk)
        return self._family

    def context(self, **extra: Any) -> dict[str, Any]:
        family = self.family
        crumbs = [
            {"label": "特殊家庭", "url": reverse("families:family_list")},
            {"label": str(family), "url": family.get_absolute_url()},
        ]
        return super().context(family=family, breadcrumb=crumbs, **extra)

    def form_arguments(self) -> dict[str, Any]:
        return {"initial": {"version": self.family.version, **self.initial()}}

    def initial(self) -> dict[str, Any]:
        return {}

    def save(self, form: Any) -> Any:
        try:
            return self.write(form, form.cleaned_data["version"])
        except Conflict:
            raise ValidationError(CONFLICT) from None

    def write(self, form: Any, version: int) -> Any:
        raise NotImplementedError

    def done_url(self, result: Any) -> str:
        return self.family.get_absolute_url()

    def cancel_url(self) -> str:
        return self.family.get_absolute_url()


@access(get=Action.RECORD, post=Action.RECORD, family=True)
class FamilyEdit(FamilyPage):
    """修改: what was registered wrongly, and what the family asks for."""

    heading = "修改家庭资料"
    form_class = FamilyForm
    done = "已保存。"

    def initial(self) -> dict[str, Any]:
        return family_initial(self.family)

    def form_arguments(self) -> dict[str, Any]:
        return {"initial": self.initial()}

    def show_form(self, form: Any, status: int = 200) -> HttpResponse:
        address = masked("address", self.family.address)
        form.fields["address"].help_text = f"现在：{address}" if address else "现在没有填。"
        return super().show_form(form, status)

    def write(self, form: Any, version: int) -> Family:
        change = FamilyChange(
            self.family, version, fields=form.fields_to_change(), needs=set(form.cleaned_data["needs"])
        )
        return change_families(actor=account_of(self.request), changes=[change])[0]


@access(get=Action.RECORD, post=Action.RECORD, family=True)
class FamilyState(FamilyPage):
    """变更类型、状态, from a day on."""

    heading = "变更类型、状态"
    help_text = "退出、去世、迁出以后不再计入户数；伤残家庭的孩子去世，改为死亡家庭，不另登记一户。"
    form_class = StateForm

    def initial(self) -> dict[str, Any]:
        return {"status": self.family.status, "family_type": self.family.family_type}

    def write(self, form: Any, version: int) -> Family:
        data = form.cleaned_data
        entry = StateEntry(data["day"], data["reason"], data["status"], data["family_type"])
        family = change_state(
            actor=account_of(self.request), family=self.family, expected_version=version, entry=entry
        )
        self.done = f"已变更，{state_effect(self.family, entry)}"
        return family


@access(get=Action.RECORD, post=Action.RECORD, family=True)
class FamilyMove(FamilyPage):
    """迁移: first its effect on the figures, then the act."""

    heading = "迁到别的村社区"
    help_text = (
        "迁入地也在您的范围内才能在这里办；迁到外县，请由市级办，或在这里改状态为迁出、由迁入地重新登记。"
    )
    template = "families/family_move.html"
    form_class = MoveForm
    submit_label = "下一步：看看数字怎么变"

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.form_class(request.POST)
        if not form.is_valid() or "confirmed" in request.POST:
            return super().post(request, **kwargs)
        data = form.cleaned_data
        entry = StateEntry(data["day"], "move", place=data["association"])
        try:
            lines = move_effect(account_of(request), find(self.pk), entry)
        except ValidationError as error:
            add_errors(form, error)
            return self.show_form(form, 422)
        return self.show(
            form=form, effect=lines, place=unit_path(data["association"]), submit_label="确认迁移",
            cancel_url=self.cancel_url(),
        )  # fmt: skip

    def write(self, form: Any, version: int) -> Family:
        data = form.cleaned_data
        entry = StateEntry(data["day"], "move", place=data["association"])
        actor, family = account_of(self.request), self.family
        if data["household_number"]:
            fields = {"household_number": data["household_number"]}
            change = FamilyChange(family, version, fields=fields, state=entry, reason="迁居")
            return change_families(actor=actor, changes=[change])[0]
        return move_family(actor=actor, family=family, expected_version=version, entry=entry)

    def done_url(self, result: Any) -> str:
        return str(result.get_absolute_url())


@access(get=Action.RECORD, post=Action.RECORD, family=True)
class FamilyStateUndo(FamilyPage, ConfirmPage):
    """撤销最近一次变更, because it was entered by mistake."""

    heading = "撤销最近一次变更"
    form_class = SavedForm
    submit_label = "撤销这次变更"
    done = "已撤销，户数已改回来。"

    def context(self, **extra: Any) -> dict[str, Any]:
        rows = sorted(self.family.states.all(), key=lambda row: row.since)
        last, before = rows[-1], rows[-2] if len(rows) > 1 else rows[-1]
        words = f"{last.get_status_display()}，{last.get_family_type_display()}，{last.place.name}"
        back = f"{before.get_status_display()}，{before.get_family_type_display()}，{before.place.name}"
        extra.update(
            question=f"撤销 {last.since} 的变更？",
            consequences=[f"撤去：{words}", f"回到：{back}", f"{last.since} 起的户数、人数照此改正。"],
        )
        return super().context(**extra)

    def write(self, form: Any, version: int) -> Family:
        return undo_state(actor=account_of(self.request), family=self.family, expected_version=version)
