"""Faults of accounts, links, logins, sessions, pickers and the trace."""

from tests.guards.mutations import Mutation, body, code
from tests.guards.mutations_checks import full_forms, laws, matrix, seat_changes, stopped, strange_ids

LINKS = laws(
    "a_link_works_once_and_only_by_pressing_its_button", "a_link_ends_with_time_state_and_revocation"
)
LOGIN = laws("five_wrong_passwords_shut_an_account", "who_was_away_for_long_logs_in_with_a_new_link_only")
OPEN_SESSION = laws("a_session_that_lies_open_ends")
PICKER = laws("the_picker_keeps_to_the_own_range")
LEADS = laws("the_login_leads_nowhere_else")
OWN_SEAT = laws("nobody_changes_or_stops_the_own_seat")
ACCOUNTS = [
    Mutation(
        "accounts of everywhere",
        body("core.accounts.models.AccountManager.within", "return self.all()"),
        (matrix("core:account_list"), matrix("core:account_detail")),
    ),
    Mutation(
        "the list of accounts is not narrowed",
        code(
            "core.accounts.queries.accounts_in_range",
            "Account.objects.within(scope.current())",
            "Account.objects.all()",
        ),
        (matrix("core:account_list"),),
    ),
    Mutation(
        "waiting links of everywhere",
        code(
            "core.accounts.queries.waiting_links",
            "account__association__code__range=(active.low, active.high),",
            "",
        ),
        (matrix("core:link_list"), strange_ids("core:link_list")),
    ),
    *(
        Mutation(
            f"a session outlives a change of {word}",
            code("core.accounts.models.Account.get_session_auth_hash", part, "0"),
            (seat_changes(**change),),
        )
        for word, part, change in (
            ("role", "self.role", {"role": "viewer"}),
            ("unit", "self.association_id", {"association": "安江镇", "association_code": "431281102000"}),
            ("family right", "self.family_right", {"family_right": "on"}),
        )
    ),
    Mutation(
        "a stopped account stays in",
        body("django.contrib.auth.backends.ModelBackend.user_can_authenticate", "return True"),
        (stopped,),
    ),
    Mutation(
        "administrators change their own seat",
        code("core.accounts.services.change_account", "account.pk == actor.pk and ", "False and "),
        (OWN_SEAT,),
    ),
    Mutation(
        "administrators stop themselves",
        code("core.accounts.services.disable_account", "if account.pk == actor.pk:", "if False:"),
        (OWN_SEAT,),
    ),
    Mutation(
        "administrators make links for themselves",
        code("core.accounts.links.issue_links", "if account.pk == actor.pk:", "if False:"),
        (OWN_SEAT,),
    ),
    Mutation(
        "opening a link spends it",
        code("core.accounts.doors.link", 'if request.method == "POST":', "if True:"),
        (LINKS,),
    ),
    Mutation(
        "a link works twice",
        code("core.accounts.models.LoginLink.is_open", "self.spent_at is None and ", ""),
        (LINKS,),
    ),
    Mutation(
        "a link outlives its days",
        code("core.accounts.models.LoginLink.is_open", " and self.expires_at > timezone.now()", ""),
        (LINKS,),
    ),
    Mutation(
        "a void link works",
        code("core.accounts.models.LoginLink.is_open", " and self.revoked_at is None", ""),
        (LINKS,),
    ),
    Mutation(
        "a link opens a stopped account",
        code("core.accounts.links.open_link", " and link.account.is_active", ""),
        (LINKS,),
    ),
    Mutation(
        "a link's token is kept",
        body("core.accounts.models.LoginLink.hash", "return token"),
        (laws("the_token_of_a_link_is_kept_nowhere"),),
    ),
    Mutation(
        "nobody is shut out", body("axes.handlers.proxy.AxesProxyHandler.is_allowed", "return True"), (LOGIN,)
    ),
    Mutation(
        "idle accounts log in",
        code("core.accounts.sign_in.sign_in", "if is_idle(account):", "if False:"),
        (LOGIN,),
    ),
    Mutation(
        "idleness ends nothing",
        code("core.accounts.middleware.SessionLimits._limit", "now - seen > idle.total_seconds() or ", ""),
        (OPEN_SESSION,),
    ),
    Mutation(
        "a day's session ends never",
        code(
            "core.accounts.middleware.SessionLimits._limit", " or now - started > LONGEST.total_seconds()", ""
        ),
        (OPEN_SESSION,),
    ),
    Mutation(
        "the login leads anywhere", body("core.accounts.doors._local", "return address or '/'"), (LEADS,)
    ),
    Mutation(
        "forms lead anywhere",
        code(
            "core.pages.links.local_address",
            'address if own and address.startswith("/") else usual',
            "address or usual",
        ),
        (LEADS,),
    ),
    Mutation(
        "the picker shows every unit",
        code(
            "core.associations.views.association_search",
            'scope.current() if request.GET.get("within") == "own" else None',
            "None",
        ),
        (PICKER,),
    ),
    Mutation(
        "the search keeps to no range",
        code("core.associations.search.search", "if within is not None:", "if False:"),
        (PICKER,),
    ),
    Mutation(
        "typed names mean any unit",
        code("core.associations.search.resolve", "code__range=(within.low, within.high), ", ""),
        (strange_ids("activities:school_create"),),
    ),
    Mutation(
        "a picked code means any unit",
        code("core.pages.fields._chosen", ".filter(code__range=(active.low, active.high))", ""),
        (strange_ids("activities:school_create"),),
    ),
    Mutation(
        "the trace is written over",
        code("core.audit.models.AuditEntry.save", "if self.pk is not None:", "if False:"),
        (laws("the_trace_is_append_only"),),
    ),
    Mutation(
        "the trace is deleted",
        body("core.audit.models.AuditEntry.delete", "return super().delete(*args, **kwargs)"),
        (laws("the_trace_is_append_only"),),
    ),
    Mutation(
        "an export leaves no trace",
        code(
            "core.audit.views.audit_export",
            'record(actor, "export"',
            '(lambda *a, **k: None)(actor, "export"',
        ),
        (full_forms("core:audit_export"),),
    ),
]
