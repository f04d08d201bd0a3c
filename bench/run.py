"""``make bench``: what the spine promises, measured on PostgreSQL as ratios within one run.

1. A city page's figures from the month totals against one GROUP BY over the raw lines, at two sizes.
2. Statements that saving an activity takes, with one figure and with twenty.
3. Saves per second of eight writers, with and without the roll-up.
"""

import argparse
import os
import sys
from importlib import import_module
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import database

RESULTS = Path(__file__).resolve().parent / "results" / "bench.txt"


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", type=int, nargs=2, default=[500_000, 5_000_000])
    options.add_argument("--seconds", type=float, default=5.0, help="how long each set of writers runs")
    chosen = options.parse_args()
    database.create()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        # Settings read the environment that create() has just set, and models need the settings.
        django.setup()
        measures = import_module("bench.measures")
        lines, good = measures.all_of(chosen.sizes, chosen.seconds)
    finally:
        database.drop()
    RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
