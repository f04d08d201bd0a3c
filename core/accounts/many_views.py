"""Accounts for many units at once, and the links that nobody has used yet."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from core import scope
from core.access import Action, access, account_of
from core.accounts import usernames
from core.accounts.forms import LinkFilter, ManyForm
from core.accounts.links import issue_links, revoke_links
from core.accounts.models import Account, LoginLink
from core.accounts.queries import path_of, waiting_links
from core.accounts.services import NewAccount, create_accounts_many, username_problems
from core.accounts.slips import show_slips
from core.associations.models import Association, Level
from core.pages.tables import page_of
from core.pages.views import Page, add_errors

MOST = 450
LONGEST_PK = 19  # digits: what a key of the database can hold


@dataclass
class Row:
    """One unit of the preview."""

    unit: Association
    standing: int
    picked: bool
    username: str
    problem: str = ""

    @property
    def place(self) -> str:
        return path_of(self.unit)

    @property
    def above(self) -> str:
        return path_of(self.unit.parent) if self.unit.parent else ""


@access(get=Action.ADMINISTER, post=Action.ADMINISTER)
class AccountMany(Page):
    """Choose, look at the preview, make one account for each unit ticked, print the slips."""

    template = "core/account_many.html"
    heading = "批量开账号"
    help_text = "先选给哪些单位开，看过预览再开；每个单位一个账号，开好后打印纸条，剪开发给本人。"

    def get(self, request: HttpRequest) -> HttpResponse:
        initial = {"association": account_of(request).association, "level": Level.VILLAGE}
        form = ManyForm(request.GET or None, initial=initial)
        if not form.is_valid():
            return self._page(form, status=422 if form.is_bound else 200)
        units = _units(form)
        if form.errors:
            return self._page(form, status=422)
        return self._page(form, _preview(units, form.cleaned_data["style"]))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ManyForm(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        rows = _typed(_units(form), request.POST)
        wanted = [NewAccount(row.username, row.unit, form.cleaned_data["role"]) for row in rows if row.picked]
        problems = username_problems(wanted)
        for row in rows:
            row.problem = problems.get(row.username, "") if row.picked else ""
        if problems or not wanted:
            form.add_error(None, "有登录名要改，看下面标出的几行。" if problems else "一个单位也没有勾选。")
            return self._page(form, rows, 422)
        try:
            with scope.transaction():
                accounts = create_accounts_many(actor=account_of(request), wanted=wanted)
                issued = issue_links(actor=account_of(request), accounts=accounts)
        except ValidationError as error:
            add_errors(form, error)
            return self._page(form, rows, 422)
        heading = f"开好 {len(issued)} 个账号，请打印纸条"
        return show_slips(request, issued, back=reverse("core:account_list"), heading=heading)

    def _page(self, form: ManyForm, rows: list[Row] | None = None, status: int = 200) -> HttpResponse:
        steps = [{"label": "账号", "url": reverse("core:account_list")}, {"label": "批量开账号", "url": ""}]
        standing = sum(1 for row in rows or [] if row.standing)
        return self.show(status, form=form, rows=rows, standing=standing, breadcrumb=steps)


def _units(form: ManyForm) -> list[Association]:
    """The units asked for; too many or none is an error of the form."""
    above, level = form.cleaned_data["association"], form.cleaned_data["level"]
    units = above.descendants().filter(level=level, is_active=True)
    if text := form.cleaned_data["text"].strip():
        units = units.filter(name__contains=text)
    found = list(units.select_related("parent__parent").order_by("code")[: MOST + 1])
    if not found:
        form.add_error("level", f"{above.name}下面没有这样的单位。")
    if len(found) > MOST:
        form.add_error("association", f"一次最多 {MOST} 个单位，请选小一些的上级单位，例如一个县。")
        return []
    return found


def _preview(units: list[Association], style: str) -> list[Row]:
    names = usernames.propose(units, style)
    standing = _standing(units)
    return [Row(unit, standing.get(unit.pk, 0), unit.pk not in standing, names[unit.pk]) for unit in units]


def _typed(units: list[Association], posted: QueryDict) -> list[Row]:
    """The preview as it came back: ticks and user names."""
    picked, standing = set(posted.getlist("pick")), _standing(units)
    rows = []
    for unit in units:
        name = usernames.normalised(posted.get(f"username_{unit.code}", ""))
        rows.append(Row(unit, standing.get(unit.pk, 0), str(unit.code) in picked, name))
    return rows


def _standing(units: list[Association]) -> dict[int, int]:
    """How many accounts in use each unit has already; units without are left out."""
    accounts = Account.objects.filter(association__in=units, is_active=True).order_by()
    return dict(
        accounts.values("association").annotate(number=Count("pk")).values_list("association", "number")
    )


@access(get=Action.ADMINISTER, post=Action.ADMINISTER)
class LinkList(Page):
    """Links that wait: make void, or print anew."""

    template = "core/link_list.html"
    heading = "未使用的链接"
    help_text = "发出去还没用过的一次性链接。链接本身不保存，纸条丢了就重新打印：会换成新链接，旧的作废。"

    def get(self, request: HttpRequest) -> HttpResponse:
        form = LinkFilter(request.GET or None)
        links = waiting_links()
        if form.is_bound and form.is_valid() and (unit := form.cleaned_data["association"]):
            links = links.filter(account__association__code__range=(unit.low, unit.high))
        page = page_of(request, links)
        return self.show(filters=form, page=page, rows=[_waiting(link) for link in page])

    def post(self, request: HttpRequest) -> HttpResponse:
        picked = [pk for pk in request.POST.getlist("pick") if pk.isdecimal() and len(pk) < LONGEST_PK]
        accounts = [link.account for link in waiting_links().filter(account__pk__in=picked)]
        if not accounts:
            messages.warning(request, "没有勾选账号，什么也没有改。")
            return redirect("core:link_list")
        if request.POST.get("act") == "revoke":
            revoke_links(actor=account_of(request), accounts=accounts)
            messages.success(request, f"{len(accounts)} 个链接已作废。以后要用，在账号页发新链接。")
            return redirect("core:link_list")
        issued = issue_links(actor=account_of(request), accounts=accounts)
        heading = f"{len(issued)} 个新链接，请打印纸条"
        return show_slips(request, issued, back=reverse("core:link_list"), heading=heading)


def _waiting(link: LoginLink) -> dict[str, Any]:
    now = timezone.now()
    left = link.expires_at - now
    return {
        "account": link.account,
        "place": path_of(link.account.association),
        "by": link.batch.created_by,
        "issued": link.created_at,
        "age": (timezone.localdate(now) - timezone.localdate(link.created_at)).days,
        "left": max(left.days, 0),
        "expired": left.total_seconds() <= 0,
    }
