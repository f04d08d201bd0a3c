"""职责标准: what every duty asks, where it is asked more strictly, and asking more (管理)."""

from typing import Any

from django import forms
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from core import notices
from core.access import Action, access, account_of, can
from core.associations.models import Association, Level
from core.duties.declare import duty_rule, duty_rules
from core.duties.models import DutyStandard
from core.duties.results import Standard, minimum_for
from core.duties.services import MOST, remove_standard, set_standard
from core.figures.periods import zh_day
from core.pages.fields import DayField
from core.pages.views import FormPage


class DutyStandardForm(forms.Form):
    """职责, 最低次数, 起始日, 依据."""

    use_required_attribute = False
    rule = forms.ChoiceField(label="职责")
    minimum = forms.IntegerField(
        label="最低次数", min_value=1, max_value=MOST, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    since = DayField(label="起始日", future=True)
    basis = forms.CharField(label="依据", required=False, max_length=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rule"].choices = [(rule.code, rule.name) for rule in duty_rules()]  # type: ignore[attr-defined]
        self.fields["minimum"].help_text = "只能比上级规定更严，不能更松。"


@access(get=Action.VIEW, post=Action.ADMINISTER)
class DutyStandardList(FormPage):
    """职责标准. By POST a new threshold of the own association, or ``remove`` of one."""

    heading = "职责标准"
    help_text = "每项职责至少做几次。市定的是底线，县市区、乡镇可以更严；从起始日当天或以后开始的时段起算。"
    template = "core/duty_standard_list.html"
    form_class = DutyStandardForm
    submit_label = "保存标准"
    done = "标准已保存，各级覆盖矩阵立即按新标准计算。"

    def form_arguments(self) -> dict[str, Any]:
        return {"initial": {"since": timezone.localdate().replace(month=1, day=1)}}

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if "remove" in request.POST:
            return self.remove(request.POST["remove"])
        return super().post(request, **kwargs)

    def remove(self, text: str) -> HttpResponse:
        key = int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0
        standard = self.standards().filter(pk=key).first()
        if standard is None:
            raise Http404
        remove_standard(actor=account_of(self.request), standard=standard)
        notices.add(self.request, "标准已撤销，按原来的标准计算。")
        return HttpResponseRedirect(reverse("core:duty_standard_list"))

    def standards(self) -> Any:
        """Those of the units above, of the own one and of those below."""
        seat = account_of(self.request).association
        mine = Q(association__code__in=seat.ancestor_codes) | Q(
            association__code__range=(seat.low, seat.high)
        )
        return (
            DutyStandard.objects.filter(mine)
            .select_related("association")
            .order_by("association__code", "-since")
        )

    def save(self, form: Any) -> None:
        data, actor = form.cleaned_data, account_of(self.request)
        set_standard(
            actor=actor,
            association=actor.association,
            rule=duty_rule(data["rule"]),
            minimum=data["minimum"],
            since=data["since"],
            basis=data["basis"],
        )

    def done_url(self, result: Any) -> str:
        return reverse("core:duty_standard_list")

    def show_form(self, form: Any, status: int = 200) -> HttpResponse:
        account = account_of(self.request)
        return self.show(
            status,
            form=form,
            rows=_rows(account.association, list(self.standards())),
            can_set=can(account, Action.ADMINISTER) and account.association.level < Level.VILLAGE,
            submit_label=self.submit_label,
        )


def _rows(seat: Association, standards: list[DutyStandard]) -> list[dict[str, Any]]:
    """Each duty: what it asks here today, and every threshold above and below."""
    today, rows = timezone.localdate(), []
    for rule in duty_rules():
        mine = [row for row in standards if row.rule == rule.code]
        facts = [Standard(row.association.code, row.since, row.minimum) for row in mine]
        own = [
            {
                "row": row,
                "text": f"{row.association.name}：{row.minimum} {rule.times}，{zh_day(row.since)}起",
                "is_own": row.association_id == seat.pk,
            }
            for row in mine
        ]
        rows.append(
            {
                "rule": rule,
                "city": rule.asks(rule.minimum),
                "here": rule.asks(minimum_for(rule, facts, seat.code, today)),
                "standards": own,
            }
        )
    return rows
