"""manage.py verify_figures: recompute everything from the records and compare."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.figures.verify import Verification, verify

WHAT = {"line": "指标明细", "total": "月累计", "address": "地址码", "record": "记录"}


class Command(BaseCommand):
    help = "由全部记录重新计算指标明细、月累计和地址码，并列出不一致之处。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="输出一份 JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        result = verify()
        if options["json"]:
            self.stdout.write(json.dumps(asdict(result), ensure_ascii=False))
        else:
            self.stdout.write("\n".join(_lines(result)))
        if result.differences:
            raise CommandError(f"有 {len(result.differences)} 处不一致。", returncode=1)


def _lines(result: Verification) -> list[str]:
    lines = [f"已核对 {result.records} 条记录、{result.totals} 个月累计。"]
    for difference in result.differences:
        where = [str(value) for key, value in difference.items() if key not in ("what", "expected", "found")]
        should, stands = difference["expected"], difference["found"]
        lines.append(f"{WHAT[difference['what']]} {' '.join(where)}：应为 {should}，现为 {stands}。")
    return lines if result.differences else [*lines, "全部一致。"]
