"""All models of the app; each lives in the part that it belongs to."""

from core.accounts.models import Account, LinkBatch, LoginLink
from core.associations.models import Association
from core.audit.models import AuditEntry, Reading
from core.drafts import Draft
from core.duties.models import DutyExemption, DutyStandard
from core.figures.models import Campaign, CampaignEdition, Figure, FigureEntry, Indicator, MonthTotal
from core.identities import IdentityClaim
from core.jobs.models import Job, JobWorker
from core.rosters.models import RosterBatch, RosterRow

__all__ = [
    "Account",
    "Association",
    "AuditEntry",
    "Campaign",
    "CampaignEdition",
    "Draft",
    "DutyExemption",
    "DutyStandard",
    "Figure",
    "FigureEntry",
    "IdentityClaim",
    "Indicator",
    "Job",
    "JobWorker",
    "LinkBatch",
    "LoginLink",
    "MonthTotal",
    "Reading",
    "RosterBatch",
    "RosterRow",
]
