"""政策标准: what is paid by policy, since when, and setting the next one."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from core.access import Action, access, account_of, can
from core.associations.models import Level
from core.figures.display import grouped
from core.pages.views import FormPage
from families.forms.standards import StandardForm
from families.models import PolicyStandard
from families.services.standards import set_standard


@access(get=Action.VIEW, post=Action.RECORD)
class StandardList(FormPage):
    """政策标准."""

    heading = "政策标准"
    help_text = "特别扶助金、健康保险等按标准发放的数，从哪天起是多少；标准变了就再填一条，以前的保留。"
    template = "families/standard_list.html"
    form_class = StandardForm
    submit_label = "保存标准"
    done = "标准已保存。"

    def form_arguments(self) -> dict[str, Any]:
        seat = account_of(self.request).association
        return {"initial": {"association": seat if seat.level <= Level.TOWNSHIP else None}}

    def show_form(self, form: Any, status: int = 200) -> HttpResponse:
        account = account_of(self.request)
        seat = account.association
        codes = [seat.code, *seat.ancestor_codes]
        rows = PolicyStandard.objects.select_related("association", "indicator")
        mine = rows.filter(association__code__range=(seat.low, seat.high)) | rows.filter(
            association__code__in=codes
        )
        return self.show(
            status,
            rows=_rows(mine.order_by("indicator__order", "association__code", "-since")),
            form=form,
            empty={"title": "还没有政策标准", "text": "标准由市、县市区定，填了以后看板和家庭页面都会用到。"},
            can_edit=can(account, Action.RECORD) and seat.level <= Level.TOWNSHIP,
            submit_label=self.submit_label,
        )

    def save(self, form: Any) -> None:
        set_standard(actor=account_of(self.request), standard=form.standard())

    def done_url(self, result: Any) -> str:
        return reverse("families:standard_list")


def _rows(standards: Any) -> list[dict[str, Any]]:
    """Each with the mark whether it holds today, will hold, or has been replaced."""
    today, seen, rows = timezone.localdate(), set(), []
    for row in standards:
        key = (row.indicator_id, row.association_id)
        state, word = ("none", "已被替换") if key in seen else ("done", "执行中")
        if row.since > today:
            state, word = "waiting", "未到执行日"
        else:
            seen.add(key)
        amount = f"{grouped(row.amount, '元')} {row.indicator.unit}"
        rows.append({"row": row, "amount": amount, "state": state, "word": word})
    return rows
