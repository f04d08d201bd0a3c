"""What a seat may do: the role table, and the declaration that every view carries.

A view without ``@access`` is refused by ``AccessMiddleware`` and fails a guard test. The wrapper runs a view
inside the scope of the seat: a GET in a read-only transaction, any other method in a write transaction that
commits before the page renders in a second, read-only one (design.md §4, law 2).
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import SimpleTemplateResponse

from core import scope
from core.accounts.models import Account, Role
from core.associations.models import Association, Level
from core.audit import readings

NO_FAMILY_RIGHT = "您的账号没有特殊家庭权限，需要时请找管理员开通。"


class Action(models.TextChoices):
    """Rights that views and services ask for."""

    VIEW = "view", "查看"
    RECORD = "record", "登记"
    IMPORT = "import", "导入新增"
    IMPORT_CHANGES = "import_changes", "导入修改"
    REVIEW = "review", "审核"
    EXPORT = "export", "导出"
    ADMINISTER = "administer", "管理账号"
    CATALOGUE = "catalogue", "管理指标和类型"
    AUDIT = "audit", "查看审计"
    OWN = "own", "本人事项"


ALLOWED: dict[str, frozenset[Action]] = {
    Role.VIEWER: frozenset({Action.OWN, Action.VIEW, Action.EXPORT}),
    Role.EDITOR: frozenset({Action.OWN, Action.VIEW, Action.EXPORT, Action.RECORD, Action.IMPORT}),
    Role.REVIEWER: frozenset({Action.OWN, Action.VIEW, Action.EXPORT, Action.REVIEW}),
    Role.ADMINISTRATOR: frozenset(
        {
            Action.OWN,
            Action.VIEW,
            Action.EXPORT,
            Action.ADMINISTER,
            Action.CATALOGUE,
            Action.IMPORT,
            Action.IMPORT_CHANGES,
        }
    ),
    Role.AUDITOR: frozenset({Action.OWN, Action.VIEW, Action.AUDIT, Action.EXPORT}),
}


def can(account: Account, action: Action) -> bool:
    """Whether the seat holds the right at all, wherever."""
    if not account.is_active or action not in ALLOWED[account.role]:
        return False
    # Indicators and kinds are one list for the whole network: the city office keeps it.
    return action is not Action.CATALOGUE or account.association.level == Level.CITY


def require(actor: Account, action: Action, association: Association) -> None:
    """First line of every service: ``PermissionDenied`` unless ``actor`` may do this at ``association``."""
    if not can(actor, action) or not actor.scope.covers(association.code):
        raise PermissionDenied("您的账号没有这项权限。")


def require_family(actor: Account, action: Action, association: Association) -> None:
    """First line of every service about special families: the right of the seat, and the family right."""
    require(actor, action, association)
    if not actor.family_right:
        raise PermissionDenied(NO_FAMILY_RIGHT)


@dataclass(frozen=True)
class Rule:
    """What a view declares. ``methods`` maps GET and POST to the right needed; ``public`` needs no login.

    ``family``: asks for the family right too. ``logs``: shows persons, so every good answer to a GET must
    stand in the reading log.
    """

    methods: dict[str, Action | None]
    public: bool = False
    while_password_is_old: bool = False
    family: bool = False
    logs: bool = False

    def action_for(self, method: str) -> Action | None:
        return self.methods["GET" if method == "HEAD" else method]


def access(
    get: Action | None = None,
    post: Action | None = None,
    *,
    public: bool = False,
    old_password: bool = False,
    family: bool = False,
    logs: bool = False,
) -> Callable[[Any], Any]:
    """Declare a view (function or class): the right for GET and for POST; a method left out answers 405.

    ``public=True``: no login; ``old_password=True``: open to accounts that must change their password first;
    ``family=True``: 403 without the family right; ``logs=True``: the view calls ``record_reading`` of
    core/audit/readings.py whenever it shows persons, and a page that did not never leaves.
    """
    if public:
        methods: dict[str, Action | None] = {"GET": None, "POST": None}
    else:
        methods = {name: right for name, right in (("GET", get), ("POST", post)) if right is not None}
    rule = Rule(methods, public, old_password, family, logs)

    def decorate(view: Any) -> Any:
        if isinstance(view, type):
            view.dispatch = _guarded(view.dispatch, rule, method=True)  # type: ignore[attr-defined]
            return view
        return _guarded(view, rule, method=False)

    return decorate


def _guarded(view: Callable[..., HttpResponse], rule: Rule, *, method: bool) -> Callable[..., HttpResponse]:
    @wraps(view)
    def run(*args: Any, **kwargs: Any) -> HttpResponse:
        request = args[1] if method else args[0]
        refusal = _refusal(request, rule)
        if refusal is not None:
            return refusal
        if rule.public:
            return view(*args, **kwargs)
        return _inside(request, rule, lambda: view(*args, **kwargs))

    run.access = rule  # type: ignore[attr-defined]
    return run


def _refusal(request: HttpRequest, rule: Rule) -> HttpResponse | None:
    """The answer to a request that may not reach its view; 403 is raised."""
    wanted = "GET" if request.method == "HEAD" else request.method
    if rule.public:
        return None if wanted in rule.methods else HttpResponseNotAllowed(list(rule.methods))
    account = request.user
    if not account.is_authenticated:
        return _ask_for_login(request)
    if wanted not in rule.methods:
        return HttpResponseNotAllowed(list(rule.methods))
    if account.must_change_password and not rule.while_password_is_old:
        return redirect("core:password_change")
    action = rule.methods[wanted]
    if action is not None and not can(account, action):
        raise PermissionDenied("您的账号没有这项权限。")
    if rule.family and not account.family_right:
        raise PermissionDenied(NO_FAMILY_RIGHT)
    return None


def _ask_for_login(request: HttpRequest) -> HttpResponse:
    """Redirect to the login; a form that came too late is kept in the answer and can be sent again."""
    if request.headers.get("HX-Request"):
        return HttpResponse("登录已过期，请重新登录。", status=401, content_type="text/plain; charset=utf-8")
    if request.method == "GET" or request.method == "HEAD":
        return redirect_to_login(request.get_full_path())
    kept = [[name, value] for name in request.POST for value in request.POST.getlist(name)]
    kept = [pair for pair in kept if pair[0] != "csrfmiddlewaretoken" and "password" not in pair[0]]
    context = {"resume_path": request.get_full_path(), "resume_fields": json.dumps(kept, ensure_ascii=False)}
    return render(request, "registration/session_expired.html", context, status=401)


def account_of(request: HttpRequest) -> Account:
    """The account behind a request that has passed ``@access``."""
    if not isinstance(request.user, Account):
        raise PermissionDenied("请先登录。")
    return request.user


def _inside(request: HttpRequest, rule: Rule, call: Callable[[], HttpResponse]) -> HttpResponse:
    """Run the view in the scope of the seat; what it wrote is committed before anything renders.

    What the page shows of persons is written to the reading log, and committed, before the answer leaves.
    """
    with scope.use(account_of(request).scope), readings.collected() as looks:
        if request.method in ("GET", "HEAD"):
            with scope.reading():
                response = _rendered(call())
            if rule.logs and not looks.said and response.status_code == HTTPStatus.OK:
                raise RuntimeError(f"{request.resolver_match} shows persons and did not say whom")
        else:
            with scope.transaction():
                response = call()
            with scope.reading():
                response = _rendered(response)
        looks.write()
        return response


def _rendered(response: HttpResponse) -> HttpResponse:
    """Templates are filled while the scope is active, never later (security.md finding 4)."""
    if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
        response.render()
    return response


class AccessMiddleware:
    """Refuses every view that declares nothing; takes out of the input what no database can hold."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        if not isinstance(getattr(view, "access", None), Rule):
            raise PermissionDenied("这个页面没有声明访问权限。")
        for name in ("GET", "POST"):
            sent = getattr(request, name)
            if any("\0" in text for key in sent for text in (key, *sent.getlist(key))):
                setattr(request, name, _without_null(sent))


def _without_null(sent: QueryDict) -> QueryDict:
    """PostgreSQL ends a query with an error at the character 0, which no keyboard types."""
    clean = QueryDict(mutable=True)
    for key, texts in sent.lists():
        clean.setlist(key.replace("\0", ""), [text.replace("\0", "") for text in texts])
    clean._mutable = False
    return clean


def visible_association(code: int) -> Association:
    """The association at ``code`` inside the active scope; 404 outside, as for one that does not exist."""
    return get_visible(Association.objects.all(), code=code)


def get_visible(rows: models.QuerySet[Any], **lookup: Any) -> Any:
    """One row or the one 404 page; associations are narrowed to the active range here."""
    if rows.model is Association:
        active = scope.current()
        rows = rows.filter(code__range=(active.low, active.high))
    return get_object_or_404(rows, **lookup)
