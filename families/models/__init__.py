"""The tables of the special families, by subject."""

from families.models.care import Case, Referral, ServiceRecord
from families.models.homes import HomeFamily, HomeLiaison, HomePlan, HomeSurvey, HomeVolunteer, WarmHome
from families.models.registry import (
    COUNTY_SPAN,
    Contact,
    Family,
    FamilyMember,
    FamilyNeed,
    FamilyState,
    MemberService,
    kinds_held,
)
from families.models.standards import PolicyStandard
from families.models.visits import Visit, counted_visits

__all__ = [
    "COUNTY_SPAN",
    "Case",
    "Contact",
    "Family",
    "FamilyMember",
    "FamilyNeed",
    "FamilyState",
    "HomeFamily",
    "HomeLiaison",
    "HomePlan",
    "HomeSurvey",
    "HomeVolunteer",
    "MemberService",
    "PolicyStandard",
    "Referral",
    "ServiceRecord",
    "Visit",
    "WarmHome",
    "counted_visits",
    "kinds_held",
]
