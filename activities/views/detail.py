"""One activity: what it says, what it counts, its files, its history; deleting and restoring it."""

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse

from activities.choices import AttachmentKind
from activities.condolences import LOCKED, is_locked, lines_of, money_of
from activities.forms.files import FilesForm
from activities.models import Activity
from activities.queries import ShownFigure, history_of, shown_figures
from activities.services import REFERENCES, restore_activity, withdraw_activity
from activities.tables import activity_facts, unit_path
from activities.texts import action_text, chain_of, history_lines, saved_line, withdrawal_lines
from core import notices
from core.access import Action, access, account_of, can, get_visible
from core.accounts.models import Account
from core.audit.models import What
from core.audit.readings import record_reading
from core.figures.display import grouped
from core.figures.models import Indicator
from core.pages.links import local_address
from core.pages.views import ConfirmPage, Page, ReasonForm

AT_ONCE = "录入后立即撤销"


def find(pk: Any) -> Activity:
    """An activity within the scope, deleted ones too, with what its page needs; else the one 404 page."""
    rows = Activity.objects.select_related("association__parent__parent", "created_by", *REFERENCES)
    activity: Activity = get_visible(rows.prefetch_related("editions__campaign"), pk=pk)
    return activity


@access(get=Action.VIEW)
class ActivityDetail(Page):
    """活动记录."""

    template = "activities/activity_detail.html"

    def get(self, request: HttpRequest, pk: Any) -> HttpResponse:
        activity, account = find(pk), account_of(request)
        figures = shown_figures([activity], account)[activity.pk]
        is_open = can(account, Action.RECORD) and not is_locked(account, activity)
        can_edit = is_open and activity.withdrawn_at is None
        return self.show(
            heading=str(activity),
            activity=activity,
            unit_path=unit_path(activity.association),
            facts=activity_facts(activity),
            figures=[
                {"figure": figure, "url": figure_url(activity, figure), "why": self._why(activity, figure)}
                for figure in figures
            ],
            files=list(activity.attachments.order_by("kind", "created_at")),
            photo=AttachmentKind.PHOTO,
            files_form=FilesForm() if can_edit else None,
            history=_history(activity, sees_families=account.family_right),
            actions=_actions(activity, can_edit=can_edit),
            can_edit=can_edit,
            can_restore=is_open and activity.withdrawn_at is not None,
            locked=LOCKED if is_locked(account, activity) else "",
            **handed_out(activity, account),
        )

    def _why(self, activity: Activity, figure: ShownFigure) -> str:
        return str(activity.explanations.get(figure.indicator.code, ""))


def handed_out(activity: Activity, account: Account) -> dict[str, Any]:
    """The lines of a condolence: each family for who may see them, the money for everybody."""
    lines = lines_of(activity)
    shown = lines if account.family_right else []
    if shown:
        families = [line["family"] for line in shown]
        record_reading(account, What.LIST, families, note=f"慰问到户：{activity.association.name}")
    money = money_of(activity)
    return {"handed": shown, "money": grouped(Decimal(money) / 100, "元") if money else ""}


def figure_url(activity: Activity, figure: ShownFigure) -> str:
    """The drawer of the number on that day; empty while no reports are installed, and for deleted records."""
    if activity.withdrawn_at is not None:
        return ""
    day = activity.first_day.isoformat()
    try:
        path = reverse("reports:figure_drawer", args=[activity.association.code, figure.indicator.code])
    except NoReverseMatch:
        return ""
    return f"{path}?{urlencode({'from': day, 'to': day})}"


def _actions(activity: Activity, *, can_edit: bool) -> list[dict[str, Any]]:
    if not can_edit:
        return []
    return [
        {"label": "修改", "url": reverse("activities:activity_edit", args=[activity.pk]), "primary": True},
        {"label": "照抄一条", "url": f"{reverse('activities:activity_create')}?copy={activity.pk}"},
        {"label": "删除", "url": reverse("activities:activity_withdraw", args=[activity.pk])},
    ]


def _history(activity: Activity, *, sees_families: bool) -> list[dict[str, Any]]:
    entries = list(history_of(activity).select_related("association"))
    indicators = {row.code: row for row in Indicator.objects.all()} if entries else {}
    return [
        {
            "entry": entry,
            "action": action_text(entry),
            "lines": history_lines(entry, indicators, sees_families=sees_families),
        }
        for entry in entries
    ]


@access(get=Action.RECORD, post=Action.RECORD)
class ActivityWithdraw(ConfirmPage):
    """删除, with a reason and the consequence in numbers."""

    heading = "删除活动记录"
    form_class = ReasonForm
    submit_label = "删除"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.pk = kwargs["pk"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if find(self.pk).withdrawn_at is not None:
            return HttpResponseRedirect(self.cancel_url())
        return super().get(request, **kwargs)

    def context(self, **extra: Any) -> dict[str, Any]:
        activity = find(self.pk)
        figures = shown_figures([activity], account_of(self.request))[activity.pk]
        line = saved_line(activity, figures)
        lines = withdrawal_lines(chain_of(activity.association), figures)
        extra.update(question=f"删除“{line}”？", consequences=[*lines, "记录留有痕迹，可以恢复。"])
        return super().context(**extra)

    def cancel_url(self) -> str:
        return reverse("activities:activity_detail", args=[self.pk])

    def save(self, form: Any) -> Activity:
        activity = find(self.pk)
        reason = form.cleaned_data["reason"]
        withdraw_activity(actor=account_of(self.request), activity=activity, reason=reason)
        _tell_withdrawn(self.request, activity)
        return activity

    def done_url(self, result: Activity) -> str:
        return local_address(self.request, reverse("activities:activity_list"))


@access(post=Action.RECORD)
def activity_undo(request: HttpRequest, pk: Any) -> HttpResponse:
    """「撤销」 right after saving: the same as deleting, the reason is known."""
    activity = find(pk)
    try:
        withdraw_activity(actor=account_of(request), activity=activity, reason=AT_ONCE)
    except ValidationError as error:
        notices.add(request, "；".join(error.messages), level="error")
    else:
        _tell_withdrawn(request, activity)
    return HttpResponseRedirect(local_address(request, reverse("activities:activity_list")))


@access(post=Action.RECORD)
def activity_restore(request: HttpRequest, pk: Any) -> HttpResponse:
    """恢复 a deleted record: its numbers count again."""
    activity, account = find(pk), account_of(request)
    try:
        restore_activity(actor=account, activity=activity)
    except ValidationError as error:
        notices.add(request, "；".join(error.messages), level="error")
    else:
        text = saved_line(activity, shown_figures([activity], account)[activity.pk])
        notices.add(request, f"已恢复 {text}")
    return HttpResponseRedirect(activity.get_absolute_url())


def _tell_withdrawn(request: HttpRequest, activity: Activity) -> None:
    text = saved_line(activity, shown_figures([activity], account_of(request))[activity.pk])
    restore = reverse("activities:activity_restore", args=[activity.pk])
    notices.add(request, f"已删除 {text}", undo_url=restore, undo_label="恢复")
