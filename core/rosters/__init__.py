"""The Excel pipeline: read → clean → plan → preview → commit → undo (design.md §6).

Apps declare what a roster holds in their ``rosters.py`` (``declare``); everything else is the same for all.
"""

from core.rosters.declare import RosterField, RosterKind, register_kind

__all__ = ["RosterField", "RosterKind", "register_kind"]
