"""Faults of the fence itself: range, manager, role table, guard of the views."""

from core.access import ALLOWED, Action
from core.accounts.models import Role
from tests.guards.mutations import Mutation, body, code, entry, value
from tests.guards.mutations_checks import (
    disabled,
    laws,
    matrix,
    methods,
    odd_keys,
    roles,
    service,
    token,
)

FENCE = laws(
    "a_range_ends_where_the_next_unit_begins",
    "inside_a_range_only_its_rows_are_seen",
    "inside_a_range_nothing_is_written_outside",
)
SILENCE = laws("without_a_range_a_table_does_not_answer")
RANGES = laws("leaving_a_range_brings_the_outer_one_back")
ONE_RIGHT = {
    Action.OWN: matrix("core:search"),
    Action.VIEW: matrix("core:figure_entry_list"),
    Action.EXPORT: matrix("activities:activity_export"),
    Action.RECORD: matrix("activities:school_create"),
    Action.IMPORT: matrix("core:roster_list"),
    Action.IMPORT_CHANGES: roles,
    Action.REVIEW: roles,  # no page asks for it yet
    Action.ADMINISTER: matrix("core:account_list"),
    Action.CATALOGUE: matrix("activities:kind_list"),
    Action.AUDIT: matrix("core:audit_list"),
}


def _flip(role: str, action: Action) -> Mutation:
    """One right of one role more, or one less."""
    rights = ALLOWED[role]
    word = "loses" if action in rights else "gets"
    return Mutation(
        f"{role} {word} {action.value}", lambda: entry(ALLOWED, role, rights ^ {action}), (ONE_RIGHT[action],)
    )


FLIPS = [_flip(role, action) for role in Role.values for action in Action]
QUERYSET, MANAGER = "core.scope.ScopedQuerySet", "core.scope.ScopedManager.get_queryset"
RANGE_FILTER = "rows.filter(code__gte=scope.low, code__lte=scope.high)"
SCOPE = [
    Mutation("a range covers everything", body("core.scope.Scope.covers", "return True"), (FENCE,)),
    Mutation(
        "a range ends one short",
        code("core.scope.Scope.covers", "code <= self.high", "code < self.high"),
        (FENCE,),
    ),
    Mutation(
        "a range begins one late",
        code("core.scope.Scope.covers", "self.low <= code", "self.low < code"),
        (FENCE,),
    ),
    Mutation(
        "a span is ten times as long",
        value("core.associations.models", "SPANS", {1: 10**8, 2: 10**6, 3: 10**4, 4: 1}),
        (FENCE,),
    ),
    Mutation("the manager filters nothing", code(MANAGER, RANGE_FILTER, "rows"), (FENCE,)),
    Mutation("the manager has no lower bound", code(MANAGER, "code__gte=scope.low, ", ""), (FENCE,)),
    Mutation("the manager has no upper bound", code(MANAGER, ", code__lte=scope.high", ""), (FENCE,)),
    Mutation("the manager answers without a range", code(MANAGER, "rows.denied = True", "pass"), (SILENCE,)),
    Mutation("a denied query runs", code(f"{QUERYSET}.db", "if self.denied:", "if False:"), (SILENCE,)),
    Mutation(
        "a denied query is a sub-query",
        code(f"{QUERYSET}.resolve_expression", "if self.denied:", "if False:"),
        (SILENCE,),
    ),
    Mutation(
        "a clone forgets that it was denied",
        code(f"{QUERYSET}._clone", "clone.denied = self.denied", "pass"),
        (SILENCE,),
    ),
    Mutation(
        "bulk_create asks nobody", code(f"{QUERYSET}.bulk_create", "row.take_address()", "pass"), (FENCE,)
    ),
    Mutation("update moves addresses", code(f"{QUERYSET}.update", "if {", "if False and {"), (FENCE,)),
    Mutation(
        "save asks nobody", code("core.records.ScopedModel.save", "self.take_address()", "pass"), (FENCE,)
    ),
    Mutation(
        "an address is not checked",
        code(
            "core.records.ScopedModel._refuse_outside",
            "if not scope.current().covers(self.code):",
            "if False:",
        ),
        (FENCE,),
    ),
    Mutation(
        "delete asks nobody",
        code("core.records.ScopedModel.delete", "self._refuse_outside()", "pass"),
        (FENCE,),
    ),
    Mutation(
        "an address is what was sent",
        code(
            "core.records.ScopedModel.take_address",
            "self.code = self.association.code",
            "self.code = self.code or self.association.code",
        ),
        (FENCE,),
    ),
    Mutation(
        "a range is never left", code("core.scope.use", "_current.reset(token)", "pass"), (RANGES, SILENCE)
    ),
    Mutation(
        "a range changes inside a transaction",
        code("core.scope.transaction", "if work.scope != scope:", "if False:"),
        (RANGES,),
    ),
    Mutation(
        "a page that is looked at may write",
        code("core.scope.reading", '"PRAGMA query_only = ON"', '"PRAGMA query_only = OFF"'),
        (laws("a_page_that_is_looked_at_cannot_write"),),
    ),
]
ACCESS = [
    Mutation(
        "require forgets the right",
        code("core.access.require", "not can(actor, action) or ", ""),
        (service("activities.services.record_activity"),),
    ),
    Mutation(
        "require forgets the range",
        code("core.access.require", " or not actor.scope.covers(association.code)", ""),
        (service("activities.services.record_activity"),),
    ),
    Mutation(
        "require forgets everything",
        body("core.access.require", "return None"),
        (service("activities.services.record_activity"),),
    ),
    Mutation(
        "can forgets that the account is stopped",
        code("core.access.can", "not account.is_active or ", ""),
        (disabled("activities.services.record_activity"),),
    ),
    Mutation(
        "every office keeps the catalogue",
        code("core.access.can", "== Level.CITY", ">= Level.CITY"),
        (matrix("activities:kind_list"),),
    ),
    Mutation(
        "the guard of views lets everybody in",
        body("core.access._refusal", "return None"),
        (matrix("activities:school_list"),),
    ),
    Mutation(
        "the guard asks for no login",
        code("core.access._refusal", "if not account.is_authenticated:", "if False:"),
        (matrix("activities:school_list"),),
    ),
    Mutation(
        "the guard takes every method",
        code(
            "core.access._refusal",
            "return HttpResponseNotAllowed(list(rule.methods))\n    if account",
            "pass\n    if account",
        ),
        (methods("activities:school_list"),),
    ),
    Mutation(
        "the guard forgets new passwords",
        code("core.access._refusal", "account.must_change_password and ", "False and "),
        (matrix("activities:school_list"),),
    ),
    Mutation(
        "the guard asks for no right",
        code("core.access._refusal", "if action is not None and", "if False and"),
        (matrix("core:account_list"),),
    ),
    Mutation(
        "the guard asks for the right of GET only",
        code("core.access._refusal", "rule.methods[wanted]", 'rule.methods.get("GET")'),
        (matrix("activities:school_retire"), matrix("reports:dashboard_export")),
    ),
    Mutation(
        "views run under the whole range",
        code("core.access._inside", "account_of(request).scope", "scope.EVERYTHING"),
        (matrix("activities:school_list"),),
    ),
    Mutation(
        "a unit is found anywhere",
        code("core.access.get_visible", "if rows.model is Association:", "if False:"),
        (matrix("reports:dashboard"),),
    ),
    Mutation(
        "a view without a declaration is served",
        code("core.access.AccessMiddleware.process_view", "if not isinstance(", "if False and isinstance("),
        (laws("a_view_that_declares_nothing_is_refused"),),
    ),
    Mutation(
        "a late form comes back with its passwords",
        code("core.access._ask_for_login", ' and "password" not in pair[0]', ""),
        (laws("a_late_form_is_given_back_without_its_passwords"),),
    ),
    Mutation(
        "no security token is asked for",
        body("django.middleware.csrf.CsrfViewMiddleware.process_view", "return None"),
        (token("activities:school_create"),),
    ),
    Mutation(
        "any column sorts a list",
        code(
            "core.pages.tables.sorted_rows",
            "if column is None:\n        return rows",
            "if column is None:\n        return rows.order_by(wanted) if wanted else rows",
        ),
        (odd_keys("core:account_list"),),
    ),
]
