"""The pages before the login, and around it: login, logout, one-time link, health."""

import json
from typing import Any

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters

from core.access import access
from core.accounts import links
from core.accounts.forms import LoginForm
from core.accounts.middleware import EXPIRED
from core.accounts.models import Account
from core.accounts.sign_in import open_session, sign_in, sign_out

WRONG = "登录名或密码不对。请看清大小写；忘了密码，请上级管理员发一个一次性链接。"
IDLE = "这个账号 90 天没有登录，已停用。请本单位或上级的管理员启用，再发一个一次性链接。"
MOST_FIELDS = 5000


@sensitive_post_parameters("password", "resume_fields")
@access(public=True)
def login(request: HttpRequest) -> HttpResponse:
    """Name and password. What a form held when its session ended is carried through to the page after."""
    if request.method != "POST":
        if request.user.is_authenticated:
            return HttpResponseRedirect(_local(request, request.GET.get("next", "")))
        return _login_page(request, LoginForm(), session_expired=request.session.get(EXPIRED, False))
    form = LoginForm(request.POST)
    if not form.is_valid():
        return _login_page(request, form, 422)
    answer = sign_in(request, **form.cleaned_data)
    if answer.locked:
        return render(request, "registration/locked.html", _carried(request), status=429)
    if answer.account is None:
        form.add_error(None, IDLE if answer.idle else WRONG)
        return _login_page(request, form, 422)
    fields = _resume_fields(request.POST.get("resume_fields", ""))
    path = _local(request, request.POST.get("resume_path", ""))
    if fields is not None and path != "/":
        context = {"account": answer.account, "resume_path": path, "fields": fields}
        return render(request, "registration/resume.html", context)
    return HttpResponseRedirect(_local(request, request.POST.get("next", "")))


def locked_page(request: HttpRequest, response: HttpResponse, credentials: Any) -> HttpResponse:
    """What django-axes would put in place of the answer: the login view has already said it."""
    return response


@access(public=True)
def logout(request: HttpRequest) -> HttpResponse:
    """By POST only; the page is gone for good, also by the browser's back button (no-store)."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if isinstance(request.user, Account):
        sign_out(request, request.user)
    return redirect("core:login")


@sensitive_post_parameters()
@access(public=True)
def link(request: HttpRequest, token: str) -> HttpResponse:
    """A one-time link: GET shows whose it is, POST spends it and leads to the page that sets the password."""
    if request.method == "POST":
        account = links.spend_link(token)
        if account is None:
            return render(request, "registration/link_spent.html", status=410)
        open_session(request, account)
        return redirect("core:password_change")
    found = links.open_link(token)
    if found is None:
        return render(request, "registration/link_spent.html", status=410)
    return render(request, "registration/link.html", {"link": found})


@access(public=True)
def health(request: HttpRequest) -> HttpResponse:
    """For the watchdog: 200 while the database answers, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")


def _login_page(request: HttpRequest, form: LoginForm, status: int = 200, **extra: Any) -> HttpResponse:
    context = {
        "form": form,
        "next": request.POST.get("next") or request.GET.get("next", ""),
        **_carried(request),
    }
    return render(request, "registration/login.html", {**context, **extra}, status=status)


def _carried(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in ("resume_path", "resume_fields")}


def _local(request: HttpRequest, address: str) -> str:
    """An address of this system, else the home page."""
    own = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if own else "/"


def _resume_fields(text: str) -> list[tuple[str, str]] | None:
    """The typed fields of ``core.access`` as pairs; None where there are none or the text is not ours."""
    try:
        pairs = json.loads(text) if text else None
        json.dumps(pairs, ensure_ascii=False).encode()  # half a character could not be shown again
    except (ValueError, RecursionError):
        return None
    if not isinstance(pairs, list) or not 0 < len(pairs) <= MOST_FIELDS:
        return None
    fields = [tuple(pair) for pair in pairs if isinstance(pair, list) and len(pair) == 2]
    return [(name, value) for name, value in fields if isinstance(name, str) and isinstance(value, str)]
