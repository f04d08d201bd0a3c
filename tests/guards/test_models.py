"""Every table is fenced or says why not, and none holds what the house must not know of a person."""

import re
from itertools import chain

import pytest
from django.apps import apps

from core.records import ScopedModel
from core.scope import ScopedManager

# {"app.Model": "why it needs no fence"}
OPEN = {
    "core.Association": "the network's names and codes are open to every account",
    "core.Account": "the login must find it before any scope exists; pages ask within()",
    "core.LoginLink": "spent before anybody is logged in; found by the hash of a secret only",
    "core.LinkBatch": "a moment and an account; holds nothing of its own",
    "core.IdentityClaim": "asked through functions that answer yes or no; holds an index and a key",
    "core.JobWorker": "that a process lives, and since when; says nothing of anybody",
    "core.Indicator": "one catalogue for the whole network",
    "core.Campaign": "one catalogue for the whole network",
    "core.DutyStandard": "what is asked of units from above: open to all who have to keep it",
    "core.CampaignEdition": "one catalogue for the whole network",
    "members.Standard": "one catalogue for the whole network",
    "families.PolicyStandard": "what is paid by policy is open to every account, as indicators are",
    "activities.ActivityKind": "one catalogue for the whole network",
    "activities.KindFigure": "one catalogue for the whole network",
    "projects.Payment_editions": "pairs of keys; says nothing without its payment, which is fenced",
    "activities.Activity_editions": "pairs of keys; says nothing without its activity, which is fenced",
    "auth.Permission": "Django's; not used",
    "auth.Group": "Django's; not used",
    "auth.Group_permissions": "Django's; not used",
    "contenttypes.ContentType": "Django's list of models",
    "sessions.Session": "found by a secret key only",
    "axes.AccessAttempt": "counts of wrong passwords before anybody is logged in",
    "axes.AccessAttemptExpiration": "belongs to AccessAttempt",
    "axes.AccessFailureLog": "wrong passwords before anybody is logged in",
    "axes.AccessLog": "logins before a scope exists",
}
# design.md law 7: screening, advice and education are counts only, and nothing is about one person's births.
FORBIDDEN = (
    r"pregnan|contracept|birth_count|births?$|screening_result|infertil|complian|steril|abort|miscarr|gravid"
    r"|menstru|fertility"
)
FORBIDDEN_TITLES = r"怀孕|孕周|避孕|节育|流产|不孕|生育史|生育次数|筛查结果|诊断结果|违反|超生"
OURS = {"core", "members", "families", "projects", "activities", "funds", "reports"}

MODELS = list(apps.get_models(include_auto_created=True))
SCOPED = [model for model in MODELS if issubclass(model, ScopedModel)]
by_label = {"ids": lambda model: model._meta.label}


def test_every_model_is_scoped_or_open_for_a_reason():
    unscoped = {model._meta.label for model in MODELS if not issubclass(model, ScopedModel)}
    assert unscoped == set(OPEN)
    assert all(OPEN.values())


def test_no_open_table_leads_to_a_fenced_row():
    leading = {
        model._meta.label
        for model in MODELS
        for field in model._meta.concrete_fields
        if field.is_relation
        and not issubclass(model, ScopedModel)
        and issubclass(field.related_model, ScopedModel)
    }
    assert leading == {"activities.Activity_editions", "projects.Payment_editions"}


@pytest.mark.parametrize("model", SCOPED, **by_label)
def test_a_scoped_model_has_no_way_past_its_manager(model):
    assert [type(manager) for manager in model._meta.managers] == [ScopedManager]
    assert type(model._meta.base_manager) is ScopedManager
    fields = chain(model._meta.concrete_fields, model._meta.many_to_many)
    relations = [field for field in fields if field.is_relation]
    # A reverse name on an open table would join into fenced rows without their manager.
    assert not [
        field.name
        for field in relations
        if not issubclass(field.related_model, ScopedModel) and not field.remote_field.hidden
    ]


@pytest.mark.parametrize("model", SCOPED, **by_label)
def test_an_address_is_no_form_field_and_has_an_index(model):
    code = model._meta.get_field("code")
    assert not code.editable
    assert code.db_index or any(
        "code" in index.fields[:2] for index in model._meta.indexes
    ) or any("association" in row.fields[:1] for row in model._meta.constraints)  # fmt: skip


@pytest.mark.parametrize("model", [row for row in MODELS if row._meta.app_label in OURS], **by_label)
def test_no_table_may_hold_what_the_law_forbids(model):
    fields = model._meta.concrete_fields
    assert not [field.name for field in fields if re.search(FORBIDDEN, field.name)]
    assert not [field.name for field in fields if re.search(FORBIDDEN_TITLES, str(field.verbose_name))]
