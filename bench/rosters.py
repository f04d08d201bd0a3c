"""The roster pipeline against plain django-import-export resources, on PostgreSQL; ratios within one run.

``python bench/rosters.py [--rows 20000]``, for each kind of roster: preview and commit, the same file again,
five times as many rows, the export of them all. Each is a process of its own, so that memory can be told.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import django

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import database  # noqa: E402 (the path stands above)

RESULTS = Path(__file__).resolve().parent / "results" / "rosters.txt"
GROWTH, AGAIN, MEMORY, EXPORT_MEMORY = 6.0, 1.5, 400, 150


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=20_000)
    options.add_argument("--kinds", nargs="+", default=["schools", "members", "families"])
    options.add_argument("--plain", type=int, default=2_000, help="rows for the plain resource")
    options.add_argument("--run", nargs="+", help="one measurement, in a process of its own")
    chosen = options.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if chosen.run:
        django.setup()
        print(json.dumps(import_module("bench.roster_runs").run(*chosen.run)))
        return 0
    database.create()
    try:
        lines, good = measure(chosen.kinds, chosen.rows, chosen.plain)
    finally:
        database.drop()
    RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0 if good else 1


def run(*what: object) -> dict[str, Any]:
    """One measurement: ``seconds``, ``memory`` in MB, and what else it tells."""
    command = [sys.executable, str(Path(__file__)), "--run", *map(str, what)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if ended.returncode:
        sys.exit(ended.stderr)
    found: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return found


def measure(chosen: list[str], rows: int, plain: int) -> tuple[list[str], bool]:
    """The lines of the report, and whether every promise is kept."""
    run("prepare")
    lines, good = [], True
    for subject in chosen:
        for words, value, limit, is_least in demands(subject, rows, plain):
            kept = value >= limit if is_least else value <= limit
            good = good and kept
            mark, sign = "ok  " if kept else "MISS", "≥" if is_least else "≤"
            lines.append(f"{mark} {subject}: {words}: {value:.1f} ({sign} {limit:g})")
            print(lines[-1], flush=True)
    return lines, good


def demands(subject: str, rows: int, plain: int) -> Iterator[tuple[str, float, float, bool]]:
    """``(words, value, limit, whether it is the least)`` of one roster."""
    for name, many in (("a", rows), ("b", rows * 5)):
        run("make", subject, name, many)
    first, stock = run("import", subject, "a", rows), run("plain", subject, plain)
    again, large = run("import", subject, "a", rows), run("import", subject, "b", rows * 5)
    out = run("export", subject)
    ours, theirs = rows / first["seconds"], plain / stock["seconds"]
    yield f"{ours:,.0f} rows/s, plain resource {theirs:,.0f} rows/s", ours / theirs, first["times"], True
    growth = large["seconds"] / first["seconds"]
    yield f"{rows:,} rows {told(first)}, {rows * 5:,} rows {told(large)}", growth, GROWTH, False
    yield f"the same file again {told(again)}", again["seconds"] / first["seconds"], AGAIN, False
    yield "peak memory, MB", large["memory"], MEMORY, False
    yield f"export of {out['rows']:,} rows {out['seconds']:.1f} s, MB", out["memory"], EXPORT_MEMORY, False


def told(one: dict[str, Any]) -> str:
    return f"{one['seconds']:.1f} s (preview {one['preview']:.1f}, commit {one['commit']:.1f})"


if __name__ == "__main__":
    sys.exit(main())
