"""The tables of the special families, by subject."""

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

__all__ = [
    "COUNTY_SPAN",
    "Contact",
    "Family",
    "FamilyMember",
    "FamilyNeed",
    "FamilyState",
    "MemberService",
    "kinds_held",
]
