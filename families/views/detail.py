"""One family on one screen: what it should have, its members, who stands by it, what happened when."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from core.access import Action, access, account_of, can
from core.accounts.models import Account
from core.audit.display import action_label, changes_of
from core.audit.models import What
from core.audit.readings import record_reading
from core.pages.views import Page
from core.reveal.registry import masked_field
from families.births import birth_words
from families.care_queries import care_of
from families.care_texts import care_events, care_rows, need_url
from families.choices import FOUR_AIDS, ContactRole
from families.entitlements import entitlements
from families.homes.queries import home_facts
from families.models import Contact, Family, FamilyMember
from families.queries import gaps_of, history_of
from families.tables import unit_path
from families.texts import service_rows, short_name, standing_words, timeline
from families.views.finding import find
from families.visit_queries import visits_of

MOST_EVENTS = 12


@access(get=Action.VIEW, family=True, logs=True)
class FamilyDetail(Page):
    """特殊家庭."""

    template = "families/family_detail.html"

    def get(self, request: HttpRequest, pk: Any) -> HttpResponse:
        family, account, day = find(pk), account_of(request), timezone.localdate()
        record_reading(account, What.OPEN, [family])
        can_edit = can(account, Action.RECORD) and family.anonymised_at is None
        members = list(family.members.all())
        care = care_of(family)
        events = [*timeline(family, visits_of(family)), *care_events(care)]
        events.sort(key=lambda event: event.day, reverse=True)
        return self.show(
            heading=str(family),
            family=family,
            unit_path=unit_path(family.association),
            facts=[*_facts(family), *home_facts(family, day)],
            address=masked_field(family, "address", account),
            standing=standing_words(family),
            lines=entitlements(family, day),
            gaps=gaps_of(family, day),
            members=[_member(row, account) for row in members if row.is_present(day)],
            former=[_member(row, account) for row in members if not row.is_present(day)],
            services=service_rows(family, day),
            contacts=_contacts(family, day),
            needs=_needs(family),
            care=care_rows(family, care),
            events=events[:MOST_EVENTS],
            older=events[MOST_EVENTS:],
            history=[
                {"entry": entry, "action": action_label(entry.action), "lines": changes_of(entry)}
                for entry in history_of(family)[:MOST_EVENTS]
            ],
            actions=_actions(family, can_edit=can_edit),
            more=_more(family, can_edit=can_edit, can_export=can(account, Action.EXPORT)),
            can_edit=can_edit,
        )


def _facts(family: Family) -> list[dict[str, Any]]:
    return [
        {"label": "村社区", "value": unit_path(family.association)},
        {"label": "家庭类型", "value": family.get_family_type_display()},
        {"label": "状态", "value": f"{family.get_status_display()}（{family.since} 起）"},
        {"label": "认定日期", "value": family.confirmed_on.isoformat()},
        {"label": "认定机关", "value": family.confirmed_by},
    ]


def _member(member: FamilyMember, account: Account) -> dict[str, Any]:
    fields = ("name", "resident_id", "phone")
    return {
        "row": member,
        "short": short_name(member),
        "born": birth_words(member.born),
        **{name: masked_field(member, name, account) for name in fields},
    }


def _contacts(family: Family, day: Any) -> list[dict[str, Any]]:
    """Every role in order, also the ones without a holder."""
    rows = [contact for contact in family.contacts.all() if contact.holds(day)]
    found: list[dict[str, Any]] = []
    for role in ContactRole:
        holders: list[Contact | None] = [row for row in rows if row.role == role]
        found += [{"label": role.label, "contact": holder} for holder in holders or [None]]
    return found


def _needs(family: Family) -> list[dict[str, Any]]:
    held = {row.need: row for row in family.needs.all()}
    ordered = sorted(held.values(), key=lambda row: (row.need not in FOUR_AIDS, row.need))
    return [
        {"label": row.get_need_display(), "is_aid": row.need in FOUR_AIDS, "url": need_url(family, row.need)}
        for row in ordered
    ]


def _actions(family: Family, *, can_edit: bool) -> list[dict[str, Any]]:
    if not can_edit:
        return []
    names = [
        ("服务", "family_services"), ("联系人", "family_contacts"), ("加成员", "member_create"),
        ("变更类型、状态", "family_state"), ("迁移", "family_move"), ("修改", "family_edit"),
    ]  # fmt: skip
    actions = [
        {"label": label, "url": reverse(f"families:{name}", args=[family.pk])} for label, name in names
    ]
    visit = {
        "label": "记一次走访",
        "url": reverse("families:visit_create", args=[family.pk]),
        "primary": True,
    }
    return [visit, *actions]


def _more(family: Family, *, can_edit: bool, can_export: bool) -> list[dict[str, Any]]:
    """What is seldom done, at the foot of the page."""
    names = [("个人信息副本", "subject_file")] if can_export else []
    if can_edit:
        names += [("删除（登记有误）", "family_remove")]
        if family.states.all()[1:]:
            names.append(("撤销最近一次变更", "family_state_undo"))
        names.append(("匿名", "family_anonymise"))
    return [{"label": label, "url": reverse(f"families:{name}", args=[family.pk])} for label, name in names]
