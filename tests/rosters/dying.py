"""A worker that kills itself: ``python -m tests.rosters.dying POINT COUNT``, when it comes there again."""

import os
import signal
import sys
from typing import Any

if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()

from django.db import transaction

from activities.rosters import SchoolRoster
from core.jobs.worker import Worker
from core.rosters import committing, planning, rows

# {point: (owner of the function, its name, whether it still runs before the end)}
POINTS = {
    "planning": (planning.Planner, "flush", False),
    "planned": (planning.Planner, "flush", True),
    "writing": (SchoolRoster, "write", False),
    "written": (SchoolRoster, "write", True),
    "noted": (committing, "_note_written", True),
    "closing": (committing, "_close", False),
    "closed": (committing, "_close", True),
    "committed": (transaction.Atomic, "__exit__", True),
    "undoing": (SchoolRoster, "undo", False),
    "undone": (committing, "_close_undo", True),
}


def make_small() -> None:
    """Parts of three rows, so that few rows make many parts."""
    committing.PART = planning.CHUNK = rows.CHUNK = 3


def die_at(point: str, count: int) -> None:
    owner, name, runs = POINTS[point]
    real = getattr(owner, name)
    left = [count]

    def dying(*args: Any, **kwargs: Any) -> Any:
        left[0] -= 1
        if left[0] > 0:
            return real(*args, **kwargs)
        if runs:
            real(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)
        return None

    setattr(owner, name, dying)


if __name__ == "__main__":
    make_small()
    die_at(sys.argv[1], int(sys.argv[2]))
    Worker().serve(once=True)
