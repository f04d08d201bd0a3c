"""Reads of the job pages."""

from datetime import timedelta

from django.db.models import Exists, QuerySet
from django.utils import timezone

from core.accounts.models import Account
from core.jobs.models import UNFINISHED_STATES, Job, JobWorker

REPORTED = timedelta(seconds=60)


def jobs_of(account: Account) -> QuerySet[Job]:
    """The jobs of one person, newest first; nobody else sees them."""
    return Job.objects.filter(created_by=account.pk).order_by("-created_at", "pk")


def workers() -> QuerySet[JobWorker]:
    """Those that have reported within the last minute."""
    return JobWorker.objects.filter(seen_at__gte=timezone.now() - REPORTED)


def has_workers() -> bool:
    return workers().exists()


def forsaken() -> QuerySet[Job]:
    """Jobs of the active range that are not over while no worker reports."""
    return Job.objects.filter(~Exists(workers()), state__in=UNFINISHED_STATES)
