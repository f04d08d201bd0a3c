"""Faults of the apps: rows asked for past the range, things of other people, doors left open."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from tests.guards.access_services import SERVICES
from tests.guards.access_table import PAGES
from tests.guards.mutations import (
    Mutation,
    body,
    code,
    function_at,
    requirements,
    tree_of,
    without,
)
from tests.guards.mutations_checks import (
    Check,
    declared,
    full_forms,
    laws,
    matrix,
    more_fields,
    service,
    strange_ids,
    token,
)
from tests.guards.urls import Address, addresses

STRONG = {"record", "review", "administer", "catalogue", "audit"}
# Another line of the same function refuses as well.
DOUBLE = {
    ("core.accounts.services.change_account", 0): "asked again of the row that was locked",
    (
        "activities.files.attach_once",
        0,
    ): "attach_files asks, and a file that stands was sent by the same person",
    ("activities.grid.services.save_row", 0): "the services that it calls ask again",
    ("core.figures.entries.delete_entry", 0): "_admit_change asks again",
    ("core.accounts.services.change_account", 2): "asked before of the row that was given",
}


def past(path: str, model: str, *checks: Check) -> Mutation:
    """Rows of a model are asked for past its manager."""
    unscoped = f"__import__('django.db').db.models.QuerySet({model})."
    return Mutation(f"{path} asks {model} past the range", code(path, f"{model}.objects.", unscoped), checks)


PAST = [
    past("core.audit.queries.entries", "AuditEntry", matrix("core:audit_list"), matrix("core:audit_export")),
    past("core.audit.views.AuditDetail.get", "AuditEntry", matrix("core:audit_detail")),
    past("core.figures.queries.listed_entries", "FigureEntry", matrix("core:figure_entry_list")),
    past("members.queries.for_list", "Member", matrix("members:member_list"), matrix("members:member_print")),
    past("members.queries.in_register", "Member", matrix("members:member_edit")),
    past("members.views.detail.find", "Member", matrix("members:member_detail")),
    past("families.queries.for_list", "Family", matrix("families:family_list")),
    past("families.queries.current_contacts", "Contact", matrix("families:contact_list")),
    past("families.views.finding.find", "Family", matrix("families:family_detail")),
    past("activities.queries.for_list", "Activity", matrix("activities:activity_list")),
    past(
        "activities.queries.standing",
        "Activity",
        matrix("activities:activity_edit"),
        laws("a_possible_twin_above_or_aside_is_not_told"),
    ),
    past("activities.views.detail.find", "Activity", matrix("activities:activity_detail")),
    past("activities.views.files._find", "Attachment", matrix("activities:file_download")),
    past("activities.views.schools.SchoolList.rows", "School", matrix("activities:school_list")),
    past("activities.views.schools.SchoolEdit.find", "School", matrix("activities:school_edit")),
    past("activities.views.schools.school_retire", "School", matrix("activities:school_retire")),
    past("activities.views.fragments._form", "Activity", strange_ids("activities:figure_fields")),
]
OWN_DRAFT = laws("a_draft_is_its_writers_alone")
PEOPLE = [
    Mutation(
        "jobs of all are shown",
        code("core.jobs.queries.jobs_of", ".filter(created_by=account.pk)", ""),
        (matrix("core:job_detail"), matrix("core:job_download")),
    ),
    Mutation(
        "anybody takes the result of a job",
        body("core.jobs.services._require_own", "return None"),
        (service("core.jobs.services.cancel_job"), service("core.jobs.services.open_result")),
    ),
    Mutation(
        "anybody goes on with a draft",
        code(
            "activities.views.entry.ActivityCreate._own_draft", "created_by=account_of(self.request).pk, ", ""
        ),
        (OWN_DRAFT,),
    ),
    Mutation(
        "anybody deletes a draft",
        code("activities.views.drafts.DraftDelete.find", "created_by=account_of(self.request).pk, ", ""),
        (matrix("activities:draft_delete"),),
    ),
    Mutation(
        "drafts of all are listed",
        code("activities.queries.drafts_of", "created_by=account_id, ", ""),
        (OWN_DRAFT,),
    ),
    Mutation(
        "a draft of another person is written over",
        code("activities.drafts.save_draft", ", created_by=actor", ""),
        (OWN_DRAFT,),
    ),
    Mutation(
        "a school of anywhere serves an activity",
        body("activities.queries.schools_for", "return __import__('django.db').db.models.QuerySet(School)"),
        (strange_ids("activities:activity_create"),),
    ),
    Mutation(
        "a school form takes whatever is sent",
        code(
            "activities.views.schools.SchoolPage.put_into",
            "return school",
            "school.is_active = 'is_active' not in self.request.POST\n    return school",
        ),
        (more_fields("activities:school_create"),),
    ),
    Mutation(
        "an activity form takes the recorder that is sent",
        code(
            "activities.forms.entry.EntryForm.put_into",
            "return activity",
            "activity.needs_check = 'needs_check' in self.data\n"
            "    activity.semester = self.data.get('semester', '')\n"
            "    activity.version = 777 if 'version' in self.data else activity.version\n    return activity",
        ),
        (more_fields("activities:activity_create"),),
    ),
    Mutation(
        "exports of the coverage matrix leave no trace",
        code("reports.coverage.views.coverage_export", "audit.record(", "(lambda *a, **k: None)("),
        (full_forms("reports:coverage_export"),),
    ),
    Mutation(
        "exports of dashboards leave no trace",
        code("reports.views.dashboard.dashboard_export", "audit.record(", "(lambda *a, **k: None)("),
        (full_forms("reports:dashboard_export"),),
    ),
]


@contextmanager
def _declared(address: Address, **changes: Any) -> Iterator[None]:
    """The declaration of a view says something else."""
    rule = address.rule
    before = {name: getattr(rule, name) for name in changes}
    for name, new in changes.items():
        object.__setattr__(rule, name, new)
    try:
        yield
    finally:
        for name, old in before.items():
            object.__setattr__(rule, name, old)


@contextmanager
def _exempt(address: Address) -> Iterator[None]:
    address.callback.csrf_exempt = True
    try:
        yield
    finally:
        del address.callback.csrf_exempt


def declarations() -> Iterator[Mutation]:
    """Each page opened to everybody, to every account, and to requests from elsewhere."""
    for address in addresses():
        name, page = address.name, PAGES.get(address.name)
        if page is None:
            continue
        yield Mutation(
            f"{name} asks for no login", _opened(address, public=True), (matrix(name), declared(name))
        )
        for method, right in address.methods.items():
            if right in STRONG:
                easier = {**address.rule.methods, method: type(address.rule.methods[method]).OWN}
                fault = _opened(address, methods=easier)
                yield Mutation(f"{name} asks for less to {method}", fault, (matrix(name), declared(name)))
        if page.post:
            yield Mutation(f"{name} asks for no token", lambda at=address: _exempt(at), (token(name),))


def _opened(address: Address, **changes: Any) -> Any:
    return lambda: _declared(address, **changes)


def services() -> Iterator[Mutation]:
    """Each service without each of its questions about the right."""
    for name in SERVICES:
        for number in range(len(requirements(tree_of(function_at(name))))):
            if (name, number) not in DOUBLE:
                yield Mutation(f"{name} does not ask ({number + 1})", without(name, number), (service(name),))
    asks = "core.figures.entries._admit"
    yield Mutation(f"{asks} does not ask", without(asks, 0), (service("core.figures.entries.save_entry"),))
    asks = "core.indicators.services._set_active"
    yield Mutation(
        f"{asks} does not ask", without(asks, 0), (service("core.indicators.services.retire_indicator"),)
    )


def app_mutations() -> list[Mutation]:
    return [*PAST, *PEOPLE, *declarations(), *services()]


def fence_of_the_database_open() -> AbstractContextManager[None]:
    """On PostgreSQL row security would hide the faults of the first fence: it is told the whole range."""
    announced = 'low, high = (str(scope.low), str(scope.high)) if scope else ("", "")'
    return code("core.scope._announce", announced, 'low, high = "0", "999999999999"')()
