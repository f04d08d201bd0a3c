"""The tables of the network's people and places, by subject."""

from members.models.people import Member, MemberState

__all__ = ["Member", "MemberState"]
