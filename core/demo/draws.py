"""Chance without chance: every draw follows from what it is drawn for, so that each load is the same."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from hashlib import blake2b
from math import sqrt
from typing import TypeVar
from uuid import UUID, uuid5

NAMESPACE = UUID("5b0f5a2e-6d1c-5e0e-9a6e-0529071120ff")
T = TypeVar("T")


def identity(kind: str, *parts: object) -> UUID:
    """The key of a demo record; the same each time."""
    return uuid5(NAMESPACE, "/".join([kind, *map(str, parts)]))


class Draw:
    """Draws for one thing; each has a name, and does not depend on what else is drawn or when."""

    def __init__(self, *parts: object) -> None:
        self.key = "/".join(map(str, parts))

    def fraction(self, name: str) -> float:
        """From 0 up to, but not including, 1."""
        digest = blake2b(f"{self.key}#{name}".encode(), digest_size=7).digest()
        return int.from_bytes(digest) / (1 << 56)

    def number(self, name: str, low: int, high: int) -> int:
        """``low`` to ``high``, both included."""
        return low + int(self.fraction(name) * (high - low + 1))

    def small(self, name: str, low: int, high: int) -> int:
        """``low`` to ``high``; small ones come more often, as turnouts do."""
        return low + int(self.fraction(name) ** 2 * (high - low + 1))

    def chance(self, name: str, percent: int) -> bool:
        return self.fraction(name) * 100 < percent

    def pick(self, name: str, options: Sequence[T]) -> T:
        return options[int(self.fraction(name) * len(options))]

    def weighted(self, name: str, options: Mapping[T, int]) -> T:
        """One of ``options`` by weight; a weight of 0 is never drawn."""
        at = self.fraction(name) * sum(options.values())
        for option, weight in options.items():
            if at < weight:
                return option
            at -= weight
        raise ValueError("nothing to draw from")

    def day(self, name: str, first: date, last: date, peak: date | None = None) -> date:
        """A day of the span; with ``peak``, days close to it come more often."""
        length, at = (last - first).days + 1, self.fraction(name)
        if peak is None:
            return first + timedelta(days=int(at * length))
        top = min(max((peak - first).days / length, 0.0), 1.0)
        where = sqrt(at * top) if at < top else 1 - sqrt((1 - at) * (1 - top))
        return first + timedelta(days=min(int(where * length), length - 1))


def shares(total: int, weights: Sequence[int], step: int = 1) -> list[int]:
    """Divide ``total`` unevenly, as ``weights`` say, in whole steps; nobody gets less than one step."""
    steps, rest = divmod(total, step)
    free = steps - len(weights)
    if free < 0 or rest or not weights:
        raise ValueError(f"{total} cannot be divided among {len(weights)} in steps of {step}")
    whole = sum(weights)
    parts = [free * weight // whole for weight in weights]
    by_rest = sorted(range(len(weights)), key=lambda at: (-(free * weights[at] % whole), at))
    for at in by_rest[: free - sum(parts)]:
        parts[at] += 1
    return [(part + 1) * step for part in parts]
