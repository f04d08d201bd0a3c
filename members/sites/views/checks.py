"""对标检查: filling a check-list, looking at it and reviewing it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from core import notices
from core.access import Action, access, account_of, can
from core.pages.views import FormPage
from members.models import SiteCheck, Standard
from members.sites.checks import OWN, record_check, review_check
from members.sites.forms import CheckForm, ReviewForm
from members.sites.panels import check_lines, check_row
from members.sites.queries import standards_for
from members.sites.registers import register_of
from members.sites.views.finding import any_site, some_check


@access(get=Action.RECORD, post=Action.RECORD)
class SiteCheckCreate(FormPage):
    """自查 by the standard in force; ``?standard=`` says which where there are several."""

    template = "members/site_check.html"
    form_class = CheckForm
    submit_label = "提交自查"
    help_text = "逐项如实选。提交以后由另一位审核人复核；不写任何家庭和个人的情况。"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.pk = kwargs["pk"]

    def standard(self) -> Standard:
        site = any_site(self.pk)
        rows = standards_for(register_of(site).type_of(site), timezone.localdate())
        wanted = self.request.GET.get("standard", "")
        found = next((row for row in rows if row.code == wanted), rows[0] if rows else None)
        if found is None:
            raise Http404
        return found

    def context(self, **extra: Any) -> dict[str, Any]:
        extra["heading"] = f"{any_site(self.pk)}　{self.standard().name}自查"
        return super().context(**{**extra, "standard": self.standard()}) | {"heading": extra["heading"]}

    def form_arguments(self) -> dict[str, Any]:
        return {"standard": self.standard(), "initial": {"day": timezone.localdate()}}

    def save(self, form: Any) -> SiteCheck:
        given = {"day": form.cleaned_data["day"], "answers": form.answers()}
        check = record_check(
            actor=account_of(self.request), site=any_site(self.pk), standard=form.standard, **given
        )
        notices.add(self.request, f"已提交自查：{check.met}/{len(form.standard.items)} 项达到，等待复核。")
        return check

    def done_url(self, result: SiteCheck) -> str:
        return self.cancel_url()

    def cancel_url(self) -> str:
        return any_site(self.pk).get_absolute_url()


@access(get=Action.VIEW, post=Action.REVIEW)
class CheckReview(FormPage):
    """One check; whoever reviews and did not assess it himself finds the form of the review below."""

    template = "members/check_review.html"
    form_class = ReviewForm
    submit_label = "提交复核"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.pk = kwargs["pk"]

    def context(self, **extra: Any) -> dict[str, Any]:
        check, account = some_check(self.pk), account_of(self.request)
        site = any_site(check.site_id)
        may = can(account, Action.REVIEW) and check.reviewed_on is None
        found = super().context(**extra)
        found |= {
            "heading": f"{site}　{check.standard.name}", "check": check, "site": site,
            "row": check_row(check),
            "lines": check_lines(check), "can_review": may and check.created_by_id != account.pk,
            "why_not": OWN if may and check.created_by_id == account.pk else "",
        }  # fmt: skip
        return found

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if some_check(self.pk).created_by_id == account_of(request).pk:
            raise PermissionDenied(OWN)
        return super().post(request, **kwargs)

    def save(self, form: Any) -> SiteCheck:
        data = form.cleaned_data
        check = review_check(
            actor=account_of(self.request), check=some_check(self.pk), passed=data["passed"] == "yes",
            remark=data["remark"],
        )  # fmt: skip
        notices.add(self.request, "复核已登记。")
        return check

    def done_url(self, result: SiteCheck) -> str:
        return self.cancel_url()

    def cancel_url(self) -> str:
        return any_site(some_check(self.pk).site_id).get_absolute_url()
