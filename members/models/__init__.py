"""The tables of the network's people and places, by subject."""

from members.models.people import Member, MemberState
from members.models.sites import OfSite, Site, SiteCheck, SiteFile, SiteRecord, Standard

__all__ = ["Member", "MemberState", "OfSite", "Site", "SiteCheck", "SiteFile", "SiteRecord", "Standard"]
