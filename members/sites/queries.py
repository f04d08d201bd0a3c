"""Reads of sites."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from core.audit.models import AuditEntry
from core.audit.services import kind_of
from core.parsing import plain_text
from members.choices import SiteState
from members.models import SiteCheck, SiteFile, SiteRecord, Standard

WITHDRAWN = "withdrawn"


def in_state(state: str, day: date) -> Q:
    """The condition of a state on a day; the same reading as ``SiteRecord.state_on``."""
    closed, opened = Q(closed_on__lte=day), Q(opened_on__lte=day)
    accepted = Q(accepted_on__lte=day)
    return {
        SiteState.CLOSED.value: closed,
        SiteState.IN_USE.value: opened & ~closed,
        SiteState.ACCEPTED.value: accepted & ~opened & ~closed,
        SiteState.PLANNED.value: ~accepted & ~opened & ~closed,
    }[state]


def choose(rows: QuerySet[Any], chosen: dict[str, Any], day: date) -> QuerySet[Any]:
    """Narrow sites to what a filter asks; every key may be missing or empty."""
    gone = chosen.get("state") == WITHDRAWN
    rows = rows.filter(withdrawn_at__isnull=not gone)
    if chosen.get("association"):
        place = chosen["association"]
        rows = rows.filter(code__range=(place.low, place.high))
    if chosen.get("type"):
        rows = rows.filter(type=chosen["type"])
    if chosen.get("state") and not gone:
        rows = rows.filter(in_state(chosen["state"], day))
    if chosen.get("shown"):
        rows = rows.filter(demonstration_since__isnull=chosen["shown"] == "no")
    for word in plain_text(chosen.get("text", "")).split():
        rows = rows.filter(Q(name__contains=word) | Q(address__contains=word) | Q(host__contains=word))
    return rows


def standards_for(site_type: str, day: date) -> list[Standard]:
    """The versions in force on a day: the newest of each check-list."""
    rows = Standard.objects.filter(site_type=site_type, since__lte=day).order_by("code", "version")
    return list({row.code: row for row in rows}.values())


def checks_of(site: SiteRecord) -> list[SiteCheck]:
    rows = SiteCheck.objects.filter(site_kind=kind_of(site), site_id=site.pk)
    return list(rows.select_related("standard", "created_by", "reviewer"))


def files_of(site: SiteRecord) -> list[SiteFile]:
    return list(SiteFile.objects.filter(site_kind=kind_of(site), site_id=site.pk))


def history_of(site: SiteRecord) -> QuerySet[AuditEntry]:
    """Who did what to it, newest first; what happened outside the reader's range stays unseen."""
    return AuditEntry.objects.filter(target_kind=kind_of(site), target_id=str(site.pk))
