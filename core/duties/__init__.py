"""Duties that check themselves: who has to do what how often, and whether it was done (peers.md R1–R13)."""
