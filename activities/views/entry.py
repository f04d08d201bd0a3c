"""The main page of the clerks: recording one activity, and changing it."""

from typing import Any
from uuid import uuid4

from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse

from activities import content as contents, drafts
from activities.condolences import COUNTED, LOCKED, is_locked, takes_families
from activities.files import attach_files
from activities.forms.entry import EntryForm
from activities.forms.files import FilesForm
from activities.forms.ticks import of_record
from activities.models import Activity
from activities.phone import KEPT_ALWAYS, KEPT_OTHERWISE, saved_answer
from activities.queries import possible_twins, shown_figures, standing
from activities.services import REFERENCES, ActivityDraft, record_activity, update_activity, yields_of
from activities.texts import saved_line, twin_line
from activities.views import conflict, panel
from activities.views.drafts import store
from activities.views.rail import rail, tell_ticks
from activities.views.undo import remember, with_next
from core import notices, scope
from core.access import Action, access, account_of, get_visible
from core.associations.models import Level
from core.drafts import Draft
from core.pages.links import local_address, uuid_or_none
from core.pages.views import Page, add_errors
from core.records import Conflict
from families.models import WarmHome

FROM_LINK = (
    "association",
    "association_code",
    "kind",
    "days",
    "campaigns",
    "campaigns_for",
    "school",
    "warm_home",
    "site",
    "title",
)
MOST_TWINS = 5


class EntryPage(Page):
    """The form with its rail; ``create`` and ``edit`` differ in what they start from and where they save."""

    template = "activities/activity_form.html"
    editing: Activity | None = None

    def open(self, **kwargs: Any) -> None:
        """Find what is being edited."""

    def starting_content(self) -> QueryDict:
        raise NotImplementedError

    def save(self, form: EntryForm) -> Activity:
        raise NotImplementedError

    def form(self, content: QueryDict, *, bound: bool) -> EntryForm:
        families = account_of(self.request).family_right
        return EntryForm(content, bound=bound, editing=self.editing, families=families)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.open(**kwargs)
        return self.show_form(self.form(self.starting_content(), bound=False))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.open(**kwargs)
        if "refresh" in request.POST:
            return self.show_form(self.form(request.POST, bound=False))
        if "keep_draft" in request.POST:
            return self.keep_draft()
        form = self.form(self.sent(), bound=True)
        files = FilesForm(request.POST, request.FILES, refused=getattr(request, "refused_uploads", None))
        is_good = form.is_valid()
        if not (files.is_valid() and is_good):
            return self.show_form(form, 422, files=files)
        try:
            with scope.transaction():
                return self.keep(form, files)
        except Conflict as error:
            return conflict.answer(request, form, error.current)
        except ValidationError as error:
            add_errors(form, error)
            return self.show_form(form, 422, files=files)

    def sent(self) -> QueryDict:
        return self.request.POST

    def keep_draft(self) -> HttpResponse:
        """「存草稿」 without scripts; with them it never comes here."""
        try:
            store(self.request)
        except ValidationError as error:
            form = self.form(self.request.POST, bound=True)
            form.add_error(None, error)
            return self.show_form(form, 422)
        notices.add(self.request, "草稿已存。")
        return HttpResponseRedirect(reverse("activities:draft_list"))

    def keep(self, form: EntryForm, files: FilesForm) -> HttpResponse:
        """Save the checked form with its files, or ask about a possible twin first."""
        account = account_of(self.request)
        twins = self.unanswered_twins(form)
        if twins:
            return self.show_form(form, 422, files=files, twins=twins)
        activity = self.save(form)
        if files.prepared() and self.is_fresh(activity):
            attach_files(actor=account, activity=activity, files=files.prepared())
        drafts.discard_draft(
            actor=account, record=form.cleaned_data["record"], is_edit=self.editing is not None
        )
        return self.answer(form, activity)

    def answer(self, form: EntryForm, activity: Activity) -> HttpResponse:
        self.tell(activity)
        return HttpResponseRedirect(self.done_url(form, activity))

    def is_fresh(self, activity: Activity) -> bool:
        """False where the same form came a second time: its files are there already."""
        return True

    def unanswered_twins(self, form: EntryForm) -> list[dict[str, Any]]:
        data, account = form.cleaned_data, account_of(self.request)
        if not self.asks_twins(form):
            return []
        first, last = data["days"]
        rows = possible_twins(data["association"], data["kind"], first, last, besides=data["record"])
        found = list(rows[:MOST_TWINS])
        if {str(row.pk) for row in found} <= set(self.request.POST.get("twin_answer", "").split(",")):
            return []
        figures = shown_figures(found, account)
        return [
            {"activity": row, "text": twin_line(row, figures[row.pk], first, last), "id": str(row.pk)}
            for row in found
        ]

    def asks_twins(self, form: EntryForm) -> bool:
        return True

    def tell(self, activity: Activity) -> None:
        raise NotImplementedError

    def tell_doubt(self, activity: Activity) -> None:
        if activity.needs_check:
            edit = reverse("activities:activity_edit", args=[activity.pk])
            text = "▲ 请核实：有数字与上次相差很大，还没有说明原因。"
            link = {"label": "去核实", "url": edit}
            notices.add(self.request, text, level="warning", links=[link])

    def done_url(self, form: EntryForm, activity: Activity) -> str:
        return local_address(self.request, activity.get_absolute_url())

    def show_form(self, form: EntryForm, status: int = 200, **extra: Any) -> HttpResponse:
        account = account_of(self.request)
        tell_ticks(form, account, shown=not panel.is_panel(self.request))
        if self.editing is None:
            form.fields["days" if form.unit else "association"].widget.attrs["autofocus"] = True
        files = extra.pop("files", None)
        return self.show(
            status,
            form=form,
            files=files if files is not None and files.errors else FilesForm(),
            files_lost=files is not None and files.was_used(),
            editing=self.editing,
            window=form.content.get("window") or uuid4().hex,
            draft_version=self.request.POST.get("draft_version", form.content.get("draft_version", "0")),
            next=local_address(self.request, ""),
            for_another=form.unit is not None and form.unit.pk != account.association_id,
            is_own_village=self.is_own_village(form),
            kept={"always": KEPT_ALWAYS, "otherwise": KEPT_OTHERWISE},
            **rail(form, account),
            **extra,
        )

    def is_own_village(self, form: EntryForm) -> bool:
        """Nothing to choose: on a phone the unit stands in the top bar only."""
        seat = account_of(self.request).association
        return seat.level == Level.VILLAGE and form.unit == seat and "association" not in form.errors


@access(get=Action.RECORD, post=Action.RECORD)
class ActivityCreate(EntryPage):
    """登记活动. A link may bring unit, kind, days; ``copy`` a record to copy, ``draft`` one to go on with."""

    heading = "登记活动"

    def starting_content(self) -> QueryDict:
        query = self.request.GET
        if "draft" in query:
            return drafts.content_of(self._own_draft(query["draft"]))
        content = self._copied(query["copy"]) if "copy" in query else QueryDict(mutable=True)
        for name in FROM_LINK:
            if name in query:
                content.setlist(name, query.getlist(name))
        if "day" in query:
            content["days"] = query["day"]
        self._begin_at_home(content)
        seat = account_of(self.request).association
        if not content.get("association") and seat.level == Level.VILLAGE:
            content["association"], content["association_code"] = seat.path(), str(seat.code)
        content["record"] = str(uuid4())
        return content

    def _begin_at_home(self, content: QueryDict) -> None:
        """A link that names only the home: the unit is where the home is."""
        if content.get("warm_home") and not content.get("association"):
            rows = WarmHome.objects.filter(pk=uuid_or_none(str(content["warm_home"]))).select_related(
                "association"
            )
            for home in rows:
                content["association"] = home.association.path()
                content["association_code"] = str(home.association.code)

    def _own_draft(self, key: str) -> Draft:
        rows = Draft.objects.filter(created_by=account_of(self.request).pk, form=drafts.FORM, target=None)
        return get_visible(rows, pk=uuid_or_none(key))

    def _copied(self, key: str) -> QueryDict:
        activity = get_visible(standing().select_related("association", "kind"), pk=uuid_or_none(key))
        return contents.copied(activity)

    def save(self, form: EntryForm) -> Activity:
        self.draft: ActivityDraft = form.draft(Activity(pk=form.cleaned_data["record"]))
        return record_activity(actor=account_of(self.request), draft=self.draft)

    def is_fresh(self, activity: Activity) -> bool:
        return activity is self.draft.activity

    def asks_twins(self, form: EntryForm) -> bool:
        return not standing().filter(pk=form.cleaned_data["record"]).exists()

    def show(self, status: int = 200, **extra: Any) -> TemplateResponse:
        if panel.is_panel(self.request):
            self.template = panel.TEMPLATE
            extra["carried"] = panel.carried(extra["form"].content)
        return super().show(status, **extra)

    def answer(self, form: EntryForm, activity: Activity) -> HttpResponse:
        """A phone stays on its page, which still holds the pictures; a panel stays beside its page."""
        if panel.is_panel(self.request):
            return panel.saved(self.request, activity)
        if self.request.POST.get("then") == "phone":
            return JsonResponse(saved_answer(activity, account_of(self.request)))
        return super().answer(form, activity)

    def tell(self, activity: Activity) -> None:
        account = account_of(self.request)
        text = saved_line(activity, shown_figures([activity], account)[activity.pk])
        link = {"label": "查看", "url": activity.get_absolute_url()}
        undo = with_next(reverse("activities:activity_undo", args=[activity.pk]), self.request)
        notices.add(self.request, f"已登记 {text}", links=[link], undo_url=undo)
        self.tell_doubt(activity)

    def done_url(self, form: EntryForm, activity: Activity) -> str:
        if self.request.POST.get("then") == "next":
            kept = contents.kept_for_next(form.content)
            return f"{reverse('activities:activity_create')}?{kept.urlencode()}"
        return local_address(self.request, reverse("activities:activity_list"))


@access(get=Action.RECORD, post=Action.RECORD)
class ActivityEdit(EntryPage):
    """修改活动. The version that the form was filled from comes back with it."""

    heading = "修改活动"

    def open(self, **kwargs: Any) -> None:
        rows = standing().select_related("association", "school__association", *REFERENCES)
        self.editing = get_visible(rows.prefetch_related("editions__campaign"), pk=kwargs["pk"])
        if is_locked(account_of(self.request), self.activity):
            raise PermissionDenied(LOCKED)

    def starting_content(self) -> QueryDict:
        activity = self.activity
        if "draft" in self.request.GET:
            account = account_of(self.request)
            key = drafts.draft_id(account, activity.pk, is_edit=True)
            return drafts.content_of(get_visible(Draft.objects.filter(created_by=account.pk), pk=key))
        content = self._standing()
        content["record"], content["version"] = str(activity.pk), str(activity.version)
        return content

    def _standing(self) -> QueryDict:
        """What stands, with the ticked families in place of the numbers that they count."""
        activity = self.activity
        content = contents.of_activity(activity, contents.edition_keys(activity))
        if not takes_families(yields_of(activity.kind_id)):
            return content
        for name, value in of_record(activity).items():
            content.setlist(name, value if isinstance(value, list) else [value])
        for code in COUNTED if activity.households else ():
            content.pop(f"{contents.FIGURE}{code}", None)
        return content

    @property
    def activity(self) -> Activity:
        assert self.editing is not None  # noqa: S101 (open() has found it)
        return self.editing

    def sent(self) -> QueryDict:
        content = conflict.resolved(self.request.POST, self.activity)
        content["record"] = str(self.activity.pk)
        return content

    def save(self, form: EntryForm) -> Activity:
        try:
            version = int(self.request.POST["version"])
        except (KeyError, ValueError):
            raise BadRequest("version") from None
        self.before = self._standing()
        target = Activity.objects.select_related("association", "kind").get(pk=self.activity.pk)
        return update_activity(
            actor=account_of(self.request), draft=form.draft(target), expected_version=version
        )

    def asks_twins(self, form: EntryForm) -> bool:
        """Only where it became another event: other unit, kind or day."""
        data, before = form.cleaned_data, self.activity
        now = (data["association"], data["kind"], data["days"])
        return now != (before.association, before.kind, (before.first_day, before.last_day))

    def tell(self, activity: Activity) -> None:
        text = saved_line(activity, shown_figures([activity], account_of(self.request))[activity.pk])
        # A statement that there was none also holds constants of 0, which a form would not bring back.
        undo = "" if self.activity.says_none else remember(self.request, self.before, activity)
        link = {"label": "查看", "url": activity.get_absolute_url()}
        notices.add(self.request, f"已保存修改：{text}", links=[link], undo_url=undo)
        self.tell_doubt(activity)
