"""填报数: the pages of typed numbers and opening figures, all but the form."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from core import notices
from core.access import Action, access, account_of, can, get_visible
from core.accounts.queries import path_of
from core.figures.entries import delete_entry
from core.figures.forms import DeleteForm, FigureEntryFilter
from core.figures.models import FigureEntry, IndicatorKind
from core.figures.periods import zh_day
from core.figures.queries import chosen_entries, entry_before, last_editor, listed_entries, require_plain
from core.figures.texts import category_of, last_text, sentence, value_text
from core.pages.tables import Column
from core.pages.views import ConfirmPage, ListPage, Page


@access(get=Action.VIEW)
class FigureEntryList(ListPage):
    """Typed numbers of the range."""

    heading = "填报数"
    help_text = "没有台账可以生成的数在这里填；系统启用以前的数作为期初数填一次，写明来源。"
    filter_class = FigureEntryFilter

    def shown_columns(self) -> list[Column]:
        account = account_of(self.request)
        return [
            Column("day", "日期", lambda row: row.day.isoformat(), sort="day"),
            Column("association", "单位", lambda row: path_of(row.association), sort="code"),
            Column("indicator", "指标", lambda row: row.indicator.name, sort="indicator__order"),
            Column("value", "数值", lambda row: value_text(row, account), sort="value", numeric=True),
            Column("kind", "类别", category_of, sort="is_opening"),
            Column("note", "说明", long=True),
            Column("created_by", "录入人", lambda row: row.created_by and row.created_by.name),
        ]

    def rows(self) -> QuerySet[Any]:
        return listed_entries()

    def filtered(self, rows: QuerySet[Any], chosen: dict[str, Any]) -> QuerySet[Any]:
        return chosen_entries(chosen)

    def link(self, row: FigureEntry) -> str:
        return row.get_absolute_url()

    def actions(self) -> list[dict[str, Any]]:
        if not can(account_of(self.request), Action.RECORD):
            return []
        return [
            {"label": "登记填报数", "url": reverse("core:figure_entry_create"), "primary": True},
            {"label": "登记期初数", "url": reverse("core:figure_entry_opening")},
        ]

    @property
    def empty(self) -> dict[str, Any]:  # type: ignore[override]
        if self.request.GET:
            return {"title": "没有这样的填报数", "text": "换个单位、指标或日期再筛选。"}
        first = self.actions()[0] if self.actions() else None
        return {"title": "还没有填报数", "text": "编制、产前筛查、公众号期数等在这里填。", "action": first}


class OneEntry(Page):
    """A page about one typed number of the range."""

    @property
    def entry(self) -> FigureEntry:
        if not hasattr(self, "_entry"):
            self._entry: FigureEntry = get_visible(listed_entries(), pk=self.kwargs["pk"])
        return self._entry

    def context(self, **extra: Any) -> dict[str, Any]:
        steps = [{"label": "填报数", "url": reverse("core:figure_entry_list")}]
        steps.append({"label": self.entry.indicator.name, "url": self.entry.get_absolute_url()})
        return super().context(**{"breadcrumb": steps, **extra})

    def url(self, name: str) -> str:
        return reverse(f"core:figure_entry_{name}", args=[self.entry.pk])


@access(get=Action.VIEW)
class FigureEntryDetail(OneEntry):
    """One typed number."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        entry, account = self.entry, account_of(request)
        before = entry_before(entry.association, entry.indicator, entry.day, besides=entry.pk)
        facts = [
            {"label": "单位", "value": path_of(entry.association)},
            {
                "label": "指标",
                "value": entry.indicator.name,
                "url": reverse("core:indicator_detail", args=[entry.indicator.code]),
            },
            {"label": "日期", "value": zh_day(entry.day)},
            {"label": "数值", "value": value_text(entry, account)},
            {"label": "类别", "value": category_of(entry)},
            {"label": "来源" if entry.is_opening else "说明", "value": entry.note},
            {"label": "上次填报", "value": last_text(before, account) if before else "没有"},
            {
                "label": "录入",
                "value": _stamp(entry.created_by.name if entry.created_by else "", entry.created_at),
            },
        ]
        if entry.version > 1:
            facts.append({"label": "最后修改", "value": _stamp(last_editor(entry), entry.updated_at)})
        return self.show(
            heading=f"{entry.indicator.name} {zh_day(entry.day)}", facts=facts, actions=self._actions()
        )

    def _actions(self) -> list[dict[str, Any]]:
        if not can(account_of(self.request), Action.RECORD):
            return []
        return [
            {"label": "修改", "url": self.url("edit"), "primary": True},
            {"label": "删除", "url": self.url("delete"), "danger": True},
        ]


def _stamp(name: str, at: Any) -> str:
    return f"{name} {timezone.localtime(at):%Y-%m-%d %H:%M}".strip()


@access(get=Action.RECORD, post=Action.RECORD)
class FigureEntryDelete(OneEntry, ConfirmPage):
    """Take a typed number back, with a reason."""

    heading = "删除填报数"
    form_class = DeleteForm
    submit_label = "删除"

    def form_arguments(self) -> dict[str, Any]:
        require_plain(self.entry, account_of(self.request))
        self.question = f"删除“{sentence(self.entry, account_of(self.request))}”？"
        return {"initial": {"version": self.entry.version}}

    def consequences(self) -> list[str]:
        entry, account = self.entry, account_of(self.request)
        names = "、".join(unit.name for unit in [*entry.association.ancestors(), entry.association])
        if entry.indicator.kind != IndicatorKind.STOCK:
            return [f"{names}的“{entry.indicator.name}”各减少 {value_text(entry, account)}。"]
        before = entry_before(entry.association, entry.indicator, entry.day, besides=entry.pk)
        level = f"按上次 {last_text(before, account)}计算" if before else "为 0"
        return [
            f"从{zh_day(entry.day)}到下一次填报，{entry.association.name}的“{entry.indicator.name}”{level}。"
        ]

    def save(self, form: DeleteForm) -> FigureEntry:
        account = account_of(self.request)
        if form.cleaned_data["version"] != self.entry.version:
            raise ValidationError("这条记录刚被别人修改过，请回到记录核对后再删除。")
        told = sentence(self.entry, account)
        delete_entry(actor=account, entry=self.entry, reason=form.cleaned_data["reason"])
        notices.add(self.request, f"已删除 {told}")
        return self.entry

    def done_url(self, result: FigureEntry) -> str:
        return reverse("core:figure_entry_list")

    def cancel_url(self) -> str:
        return self.entry.get_absolute_url()
