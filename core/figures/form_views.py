"""填报数: the form of typed numbers and opening figures."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from core import notices
from core.access import Action, access, account_of
from core.accounts.models import Account
from core.associations.models import Association
from core.figures.entries import save_entry
from core.figures.forms import FigureEntryForm, contents_of
from core.figures.models import FigureEntry, Indicator
from core.figures.periods import zh_day
from core.figures.queries import entry_before, last_editor, require_plain
from core.figures.texts import ASKS, last_text, sentence, value_text
from core.figures.views import OneEntry
from core.pages.links import local_address
from core.pages.views import FormPage
from core.records import Conflict

COMPARED = ("association", "indicator", "day", "value", "note")


class EntryForm(FormPage):
    """What creating and changing share: the hint beside the value, and what the trace line says."""

    template = "core/figure_entry_form.html"
    form_class = FigureEntryForm
    is_opening = False
    standing: FigureEntry | None = None
    conflict: FigureEntry | None = None

    def context(self, **extra: Any) -> dict[str, Any]:
        steps = [{"label": "填报数", "url": reverse("core:figure_entry_list")}]
        return super().context(**{"breadcrumb": steps, **extra})

    def show_form(self, form: Any, status: int = 200) -> HttpResponse:
        return self.show(
            409 if self.conflict else status,
            form=form,
            hint=hint_of(form, account_of(self.request)),
            hint_url=reverse("core:figure_entry_hint"),
            is_opening=self.is_opening,
            versions=self.versions(form) if self.conflict else [],
            current=self.conflict,
            who=last_editor(self.conflict) if self.conflict else "",
            submit_label=self.submit_label,
            cancel_url=self.cancel_url(),
        )

    def versions(self, form: Any) -> list[dict[str, Any]]:
        """The fields in which what was typed differs from what somebody saved meanwhile."""
        assert self.conflict is not None  # noqa: S101 (asked only after a conflict)
        mine = form.fill(FigureEntry())
        pairs = [(name, getattr(mine, name), getattr(self.conflict, name)) for name in COMPARED]
        own, theirs = (_words(entry, account_of(self.request)) for entry in (mine, self.conflict))
        return [
            {"name": name, "label": form.fields[name].label, "mine": own[name], "theirs": theirs[name]}
            for name, before, after in pairs
            if before != after
        ]

    def done_url(self, result: FigureEntry) -> str:
        return local_address(self.request, reverse("core:figure_entry_list"))

    def cancel_url(self) -> str:
        return reverse("core:figure_entry_list")


def _words(entry: FigureEntry, account: Account) -> dict[str, str]:
    return {
        "association": entry.association.path(),
        "indicator": entry.indicator.name,
        "day": zh_day(entry.day),
        "value": value_text(entry, account),
        "note": entry.note or "没有填",
    }


@access(get=Action.RECORD, post=Action.RECORD)
class FigureEntryCreate(EntryForm):
    """A new typed number; a link may bring ``association``, ``indicator`` and ``day``."""

    heading = "登记填报数"

    def form_arguments(self) -> dict[str, Any]:
        query = self.request.GET
        initial = {
            "record_id": uuid4(),
            "association": query.get("association") or account_of(self.request).association,
            "indicator": query.get("indicator", ""),
            "day": query.get("day") or ("" if self.is_opening else timezone.localdate()),
        }
        return {"initial": initial, "is_opening": self.is_opening}

    def save(self, form: FigureEntryForm) -> FigureEntry:
        account = account_of(self.request)
        fresh = FigureEntry(pk=form.cleaned_data["record_id"], is_opening=self.is_opening)
        try:
            entry = save_entry(actor=account, entry=form.fill(fresh))
        except Conflict as error:
            told = sentence(error.current, account)
            raise ValidationError(f"这张表单已经保存过：{told}。要改请到列表打开那一条。") from None
        again = {"association": entry.association.code, "day": entry.day.isoformat()}
        links = [
            {"label": "查看", "url": entry.get_absolute_url()},
            {"label": "再登记一条", "url": self.request.path + _query(again)},
        ]
        notices.add(self.request, f"已登记 {sentence(entry, account)}", links=links)
        return entry


def _query(values: dict[str, Any]) -> str:
    return "?" + "&".join(f"{name}={value}" for name, value in values.items())


@access(get=Action.RECORD, post=Action.RECORD)
class FigureEntryOpening(FigureEntryCreate):
    """期初数: what happened before the system began, with its source."""

    heading = "登记期初数"
    help_text = "系统启用以前的累计数或存量，每项登记一次；报表中和之后的记录合在一起。"
    is_opening = True


@access(get=Action.RECORD, post=Action.RECORD)
class FigureEntryEdit(OneEntry, EntryForm):
    """Change a typed number. Where somebody saved meanwhile, both versions stand side by side."""

    heading = "修改填报数"

    def form_arguments(self) -> dict[str, Any]:
        require_plain(self.entry, account_of(self.request))
        self.is_opening = self.entry.is_opening
        return {"initial": contents_of(self.entry), "is_opening": self.is_opening, "standing": self.entry}

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        request.POST = self._resolved()
        return super().post(request, **kwargs)

    def _resolved(self) -> Any:
        """What was sent, with the standing value wherever 「用现在的」 was chosen after a comparison."""
        sent: Any = self.request.POST.copy()
        standing = contents_of(self.entry)
        for name in COMPARED:
            if sent.get(f"take_{name}") == "theirs" and sent.get("version") == str(self.entry.version):
                sent[name] = str(standing[name])
        if sent.get("take_association") == "theirs":
            sent["association"], sent["association_code"] = str(self.entry.association.code), ""
        return sent

    def save(self, form: FigureEntryForm) -> FigureEntry:
        account = account_of(self.request)
        row = FigureEntry.objects.select_related("association", "indicator").get(pk=self.entry.pk)
        try:
            saved = save_entry(
                actor=account, entry=form.fill(row), expected_version=form.cleaned_data["version"] or 0
            )
        except Conflict as error:
            self.conflict = error.current
            sent: Any = form.data
            sent["version"] = str(error.current.version)
            raise
        notices.add(self.request, f"已保存修改：{sentence(saved, account)}")
        return saved

    def cancel_url(self) -> str:
        return self.entry.get_absolute_url()


@access(get=Action.RECORD)
def figure_entry_hint(request: HttpRequest) -> TemplateResponse:
    """The line under the value for what is chosen so far: unit, what to fill in, the number before."""
    form = FigureEntryForm(request.GET, is_opening=request.GET.get("opening") == "1")
    form.is_valid()
    context = {"hint": hint_of(form, account_of(request))}
    return TemplateResponse(request, "core/_figure_entry_hint.html", context)


def hint_of(form: FigureEntryForm, account: Account) -> dict[str, str]:
    """Unit, meaning and last value for the form as it stands."""
    found: Any = getattr(form, "cleaned_data", {}) if form.is_bound else form.initial
    indicator = found.get("indicator")
    if isinstance(indicator, str):
        indicator = Indicator.objects.filter(code=indicator).first()
    if indicator is None:
        return {}
    unit, day = found.get("association"), found.get("day")
    before = None
    if isinstance(unit, Association) and isinstance(day, date):
        before = entry_before(unit, indicator, day, besides=found.get("record_id"))
    return {
        "unit": indicator.unit,
        "asks": ASKS.get(indicator.kind, ""),
        "last": f"上次 {last_text(before, account)}" if before else "",
    }
