"""年度计划 and 满意度 of a home."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from core import notices, scope
from core.access import Action, access, account_of
from core.pages.views import FormPage
from families.homes.forms import PlanForm, SurveyForm
from families.homes.plans import record_survey, save_plan
from families.homes.views.listing import home_or_404
from families.models import HomePlan
from members.sites.files import add_files


@access(get=Action.RECORD, post=Action.RECORD)
class HomePlanEdit(FormPage):
    """年度计划 of ``?year=``: new, or as it stands."""

    heading = "年度计划"
    form_class = PlanForm
    done = "年度计划已保存。"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.pk = kwargs["pk"]

    def context(self, **extra: Any) -> dict[str, Any]:
        found = super().context(**extra)
        return {**found, "heading": f"{home_or_404(self.pk).name}　年度计划"}

    def form_arguments(self) -> dict[str, Any]:
        text, today = self.request.GET.get("year", ""), timezone.localdate()
        year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else today.year
        plan = HomePlan.objects.filter(home=home_or_404(self.pk), year=year).first()
        given = {"year": year, "day": plan.day if plan else today, "text": plan.text if plan else ""}
        return {"initial": given}

    def save(self, form: Any) -> HomePlan:
        data, home, actor = form.cleaned_data, home_or_404(self.pk), account_of(self.request)
        upload = data["upload"]
        with scope.transaction():
            file = add_files(actor=actor, site=home, files=[upload])[0] if upload else None
            given = {"year": data["year"], "day": data["day"], "text": data["text"], "file": file}
            return save_plan(actor=actor, home=home, **given)

    def done_url(self, result: HomePlan) -> str:
        return self.cancel_url()

    def cancel_url(self) -> str:
        return home_or_404(self.pk).get_absolute_url()


@access(post=Action.RECORD)
def home_survey(request: HttpRequest, pk: Any) -> HttpResponse:
    """满意度 from the page of the home; what is refused is said there."""
    home, form = home_or_404(pk), SurveyForm(request.POST)
    texts = [f"{form.fields[name].label}：{text}" for name, rows in form.errors.items() for text in rows]
    if not texts:
        try:
            record_survey(actor=account_of(request), home=home, **form.cleaned_data)
        except ValidationError as error:
            texts = error.messages
    for text in texts:
        notices.add(request, text, level="error")
    if not texts:
        notices.add(request, "满意度已登记。")
    return HttpResponseRedirect(f"{home.get_absolute_url()}#surveys")
