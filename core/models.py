"""All models of the app; each lives in the part that it belongs to."""

from core.accounts.models import Account, LinkBatch, LoginLink
from core.associations.models import Association
from core.audit.models import AuditEntry
from core.drafts import Draft
from core.figures.models import Campaign, CampaignEdition, Figure, FigureEntry, Indicator, MonthTotal
from core.jobs.models import Job, JobWorker

__all__ = [
    "Account",
    "Association",
    "AuditEntry",
    "Campaign",
    "CampaignEdition",
    "Draft",
    "Figure",
    "FigureEntry",
    "Indicator",
    "Job",
    "JobWorker",
    "LinkBatch",
    "LoginLink",
    "MonthTotal",
]
