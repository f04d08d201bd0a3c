"""The register of schools."""

from typing import Any, ClassVar
from uuid import uuid4

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from activities.forms.catalogue import SchoolFilter, SchoolForm, school_initial
from activities.models import School
from activities.schools import changed_meanwhile, save_school, set_school_active
from activities.tables import SCHOOLS
from core.access import Action, access, account_of, can, get_visible
from core.pages.tables import Column
from core.pages.views import FormPage, ListPage
from core.records import Conflict


@access(get=Action.VIEW)
class SchoolList(ListPage):
    """学校."""

    heading = "学校"
    help_text = "青春健康教育按学校、按学期统计。只登记学校，不登记学生。"
    columns: ClassVar[list[Column]] = SCHOOLS
    filter_class = SchoolFilter
    empty: ClassVar[dict[str, Any]] = {
        "title": "还没有学校",
        "text": "登记青春健康教育之前，先在这里添加学校。",
    }

    def rows(self) -> QuerySet[School]:
        return School.objects.select_related("association__parent__parent")

    def filtered(self, rows: QuerySet[Any], chosen: dict[str, Any]) -> QuerySet[Any]:
        if chosen.get("association"):
            rows = rows.filter(code__range=(chosen["association"].low, chosen["association"].high))
        if chosen.get("stage"):
            rows = rows.filter(stage=chosen["stage"])
        return rows.filter(name__icontains=chosen["text"]) if chosen.get("text") else rows

    def link(self, row: School) -> str:
        can_edit = can(account_of(self.request), Action.RECORD)
        return reverse("activities:school_edit", args=[row.pk]) if can_edit else ""

    def actions(self) -> list[dict[str, Any]]:
        account, found = account_of(self.request), []
        if can(account, Action.RECORD):
            found.append({"label": "添加学校", "url": reverse("activities:school_create"), "primary": True})
        if can(account, Action.IMPORT):
            found.append({"label": "导入名册", "url": f"{reverse('core:roster_create')}?kind=schools"})
        return [*found, {"label": "导出名册", "url": reverse("core:roster_export", args=["schools"])}]


class SchoolPage(FormPage):
    form_class = SchoolForm
    done = "学校已保存。"

    def put_into(self, school: School, form: Any) -> School:
        for name in ("association", "name", "stage"):
            setattr(school, name, form.cleaned_data[name])
        return school

    def done_url(self, result: School) -> str:
        return reverse("activities:school_list")

    def cancel_url(self) -> str:
        return reverse("activities:school_list")


@access(get=Action.RECORD, post=Action.RECORD)
class SchoolCreate(SchoolPage):
    heading = "添加学校"

    def form_arguments(self) -> dict[str, Any]:
        return {"initial": {"record": uuid4(), "association": account_of(self.request).association}}

    def save(self, form: Any) -> School:
        school = self.put_into(School(pk=form.cleaned_data["record"]), form)
        return save_school(actor=account_of(self.request), school=school)


@access(get=Action.RECORD, post=Action.RECORD)
class SchoolEdit(SchoolPage):
    heading = "修改学校"
    template = "activities/school_edit.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.pk = kwargs["pk"]

    def find(self) -> School:
        school: School = get_visible(School.objects.select_related("association"), pk=self.pk)
        return school

    def context(self, **extra: Any) -> dict[str, Any]:
        return super().context(school=self.find(), **extra)

    def form_arguments(self) -> dict[str, Any]:
        return {"initial": school_initial(self.find())}

    def save(self, form: Any) -> School:
        school = self.put_into(self.find(), form)
        version = form.cleaned_data["version"] or 0
        try:
            return save_school(actor=account_of(self.request), school=school, expected_version=version)
        except Conflict:
            raise changed_meanwhile() from None


@access(post=Action.RECORD)
def school_retire(request: HttpRequest, pk: Any) -> HttpResponse:
    """停用, or 启用 again (``active=1``)."""
    school = get_visible(School.objects.select_related("association"), pk=pk)
    set_school_active(actor=account_of(request), school=school, is_active=request.POST.get("active") == "1")
    return HttpResponseRedirect(reverse("activities:school_list"))
