"""The catalogue of indicators: everybody reads it, the city office keeps it."""

from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from core.access import Action, access, account_of, can
from core.figures.models import Figure, FigureEntry, Indicator
from core.indicators.forms import IndicatorFilter, IndicatorForm
from core.indicators.services import (
    change_indicator,
    create_indicator,
    ratios_of,
    reactivate_indicator,
    retire_indicator,
)
from core.indicators.texts import MEANINGS, level_text, source_text
from core.pages.tables import Column
from core.pages.views import ConfirmPage, FormPage, ListPage, Page, ReasonForm

DRAWER = "drawer-body"


@access(get=Action.VIEW)
class IndicatorList(ListPage):
    """Every indicator with its definition."""

    heading = "指标口径"
    help_text = "每个数包括什么、按什么单位、由谁填、从哪里来。全网一份，由市级管理员维护。"
    filter_class = IndicatorFilter
    columns: ClassVar[list[Column]] = [
        Column("name", "指标", sort="name"),
        Column("unit", "单位", sort="unit"),
        Column("kind", "性质", lambda row: row.get_kind_display(), sort="kind"),
        Column("service_line", "四个服务", lambda row: row.get_service_line_display(), sort="service_line"),
        Column("source", "来源", lambda row: source_text(row.source), sort="source"),
        Column("entry_level", "填报层级", lambda row: level_text(row.entry_level), sort="entry_level"),
        Column("definition", "口径", sort="", long=True),
        Column("state", "状态", lambda row: "在用" if row.is_active else "已停用"),
    ]
    empty: ClassVar[dict[str, Any]] = {"title": "没有这样的指标", "text": "换个筛选条件。"}

    def rows(self) -> QuerySet[Any]:
        return Indicator.objects.all()

    def filtered(self, rows: QuerySet[Any], chosen: dict[str, Any]) -> QuerySet[Any]:
        state = chosen.get("state", "")
        if state != "all":
            rows = rows.filter(is_active=state != "retired")
        for name in ("service_line", "kind"):
            if value := chosen.get(name):
                rows = rows.filter(**{name: value})
        if text := chosen.get("text", "").strip():
            rows = rows.filter(
                Q(name__icontains=text) | Q(code__icontains=text) | Q(definition__icontains=text)
            )
        return rows

    def link(self, row: Indicator) -> str:
        return reverse("core:indicator_detail", args=[row.code])

    def actions(self) -> list[dict[str, Any]]:
        if not can(account_of(self.request), Action.CATALOGUE):
            return []
        return [{"label": "新建指标", "url": reverse("core:indicator_create"), "primary": True}]


class OneIndicator(Page):
    """A page about one indicator of the list."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.code = kwargs["code"]

    @property
    def indicator(self) -> Indicator:
        if not hasattr(self, "_indicator"):
            rows = Indicator.objects.select_related("numerator", "denominator")
            self._indicator = get_object_or_404(rows, code=self.code)
        return self._indicator

    def url(self, name: str) -> str:
        return reverse(f"core:indicator_{name}", args=[self.code])

    def context(self, **extra: Any) -> dict[str, Any]:
        steps = [{"label": "指标口径", "url": reverse("core:indicator_list")}]
        steps.append({"label": self.indicator.name, "url": self.url("detail")})
        return super().context(**{"breadcrumb": steps, **extra})

    def cancel_url(self) -> str:
        return self.url("detail")

    def done_url(self, result: Any) -> str:
        return self.url("detail")


@access(get=Action.VIEW)
class IndicatorDetail(OneIndicator):
    """口径: what the number means, its unit, who enters it; in the drawer beside a form too."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        row = self.indicator
        if request.headers.get("HX-Target") == DRAWER:
            self.template = "core/_indicator_drawer.html"
        return self.show(
            heading=row.name,
            help_text="" if row.is_active else "已停用：以前的报表照旧显示，不再用于填报和看板。",
            facts=self._facts(),
            sections=self._sections(),
            actions=self._actions(),
        )

    def _facts(self) -> list[dict[str, Any]]:
        row = self.indicator
        return [
            {"label": "单位", "value": row.unit},
            {"label": "性质", "value": row.get_kind_display()},
            {"label": "数据来源", "value": source_text(row.source)},
            {"label": "填报层级", "value": level_text(row.entry_level)},
            {"label": "四个服务", "value": row.get_service_line_display()},
            {"label": "六项重点工作", "value": row.get_key_task_display()},
            {"label": "简报写法", "value": row.get_report_style_display()},
            {"label": "代码", "value": row.code},
            {"label": "特殊家庭数据", "value": "是" if row.is_sensitive else "否"},
            {"label": "状态", "value": "在用" if row.is_active else "已停用"},
        ]

    def _sections(self) -> list[dict[str, Any]]:
        row = self.indicator
        words = [row.definition, MEANINGS.get(row.kind, "")]  # type: ignore[call-overload]
        sections: list[dict[str, Any]] = [{"title": "口径", "text": "\n".join(filter(None, words))}]
        parts = [("分子", row.numerator), ("分母", row.denominator)]
        linked = [(label, part) for label, part in parts if part is not None]
        if linked:
            sections.append(
                {"title": "由什么算出", "facts": [_linked(label, part) for label, part in linked]}
            )
        if ratios := ratios_of(row):
            sections.append({"title": "用在哪里", "facts": [_linked("指标", ratio) for ratio in ratios]})
        return sections

    def _actions(self) -> list[dict[str, Any]]:
        if not can(account_of(self.request), Action.CATALOGUE):
            return []
        edit = {"label": "修改", "url": self.url("edit"), "primary": True}
        if self.indicator.is_active:
            return [edit, {"label": "停用", "url": self.url("retire"), "danger": True}]
        return [edit, {"label": "恢复使用", "url": self.url("reactivate"), "method": "post"}]


def _linked(label: str, indicator: Indicator) -> dict[str, Any]:
    url = reverse("core:indicator_detail", args=[indicator.code])
    return {"label": label, "value": f"{indicator.name}（{indicator.unit}）", "url": url}


@access(get=Action.CATALOGUE, post=Action.CATALOGUE)
class IndicatorCreate(FormPage):
    """A new indicator of the office."""

    heading = "新建指标"
    help_text = "新指标建好后：来源是填报数的，马上可以填报；来源是活动记录的，还要加到活动类型里。"
    form_class = IndicatorForm
    done = "指标已新建。"

    def save(self, form: IndicatorForm) -> Indicator:
        return create_indicator(actor=account_of(self.request), indicator=form.instance)

    def done_url(self, result: Indicator) -> str:
        return reverse("core:indicator_detail", args=[result.code])

    def cancel_url(self) -> str:
        return reverse("core:indicator_list")


@access(get=Action.CATALOGUE, post=Action.CATALOGUE)
class IndicatorEdit(OneIndicator, FormPage):
    """Name, definition and place of an indicator; kind, unit and source until it is used."""

    heading = "修改指标"
    form_class = IndicatorForm
    done = "指标已保存。"

    def form_arguments(self) -> dict[str, Any]:
        return {"instance": get_object_or_404(Indicator, code=self.code)}

    def save(self, form: IndicatorForm) -> Indicator:
        return change_indicator(actor=account_of(self.request), indicator=form.instance)


@access(get=Action.CATALOGUE, post=Action.CATALOGUE)
class IndicatorRetire(OneIndicator, ConfirmPage):
    """Offer an indicator no more."""

    heading = "停用指标"
    form_class = ReasonForm
    submit_label = "停用"
    done = "指标已停用，随时可以恢复。"

    def context(self, **extra: Any) -> dict[str, Any]:
        return super().context(**{**extra, "question": f"停用“{self.indicator.name}”？"})

    def consequences(self) -> list[str]:
        lines = Figure.objects.filter(indicator=self.indicator).count()
        typed = FigureEntry.objects.filter(indicator=self.indicator).count()
        told = [
            f"已有明细 {lines:,} 条（其中填报数 {typed:,} 条），以前的报表照旧显示。",
            "不再出现在填报、登记和看板的选项里。",
        ]
        return told + [f"“{ratio.name}”仍由它计算。" for ratio in ratios_of(self.indicator)]

    def save(self, form: ReasonForm) -> None:
        actor = account_of(self.request)
        retire_indicator(actor=actor, indicator=self.indicator, reason=form.cleaned_data["reason"])


@access(post=Action.CATALOGUE)
def indicator_reactivate(request: HttpRequest, code: str) -> HttpResponse:
    """Offer a retired indicator again."""
    indicator = get_object_or_404(Indicator, code=code)
    reactivate_indicator(actor=account_of(request), indicator=indicator)
    messages.success(request, "指标已恢复使用。")
    return HttpResponseRedirect(reverse("core:indicator_detail", args=[code]))
