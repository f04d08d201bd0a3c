"""manage.py check_bulletin: rolled-up figures against a golden table."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import scope
from core.figures import bulletin
from core.figures.bulletin import FAILED, NOT_YET, PASSED, Outcome
from core.figures.verify import decimal_text
from core.management.arguments import wrong_use

STATUS = {PASSED: "相符", FAILED: "不符", NOT_YET: "尚无记录"}


class Command(BaseCommand):
    help = "把汇总数字与简报的数字对照；不给文件则用随系统附带的 2022 年第 21 期简报。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=bulletin.SHIPPED, metavar="FILE.csv")
        parser.add_argument("--json", action="store_true", help="输出一份 JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        with scope.everything(), scope.snapshot():
            outcomes = _check(options["file"])
        counts = {name: sum(outcome.status == name for outcome in outcomes) for name in STATUS}
        if options["json"]:
            document = {**counts, "rows": [_document(outcome) for outcome in outcomes]}
            self.stdout.write(json.dumps(document, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(map(_line, outcomes)))
            self.stdout.write(
                "，".join(f"{STATUS[name]} {count} 条" for name, count in counts.items()) + "。"
            )
        if counts[FAILED]:
            wrong = "、".join(outcome.row.id for outcome in outcomes if outcome.status == FAILED)
            raise CommandError(f"不符 {counts[FAILED]} 条：{wrong}。", returncode=1)


def _check(path: Path) -> list[Outcome]:
    try:
        return bulletin.check(bulletin.read_table(path))
    except OSError as error:
        raise wrong_use(f"文件 {path} 打不开：{error.strerror}。") from None
    except (bulletin.BadTable, UnicodeDecodeError) as error:
        raise wrong_use(f"文件 {path} 不能用：{error}") from None


def _document(outcome: Outcome) -> dict[str, str | None]:
    value = None if outcome.value is None else decimal_text(outcome.value)
    return {"id": outcome.row.id, "status": outcome.status, "value": value, "expected": outcome.row.expected}


def _line(outcome: Outcome) -> str:
    row = outcome.row
    value = "未报" if outcome.value is None else decimal_text(outcome.value)
    return (
        f"{row.id} {STATUS[outcome.status]} {row.association.name} {row.indicator} {value}（{row.expected}）"
    )
