"""manage.py import_roster: a roster from a file, without a browser."""

import json
from argparse import Namespace
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import scope
from core.accounts.models import Account
from core.management.arguments import wrong_use
from core.rosters.declare import RosterKind, kind_of, kinds
from core.rosters.direct import Report, import_file
from core.rosters.models import Outcome
from core.rosters.services import Upload


class Command(BaseCommand):
    help = "导入名册，与页面同一条路。有错误的行时不写入，除非 --valid-only。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", help="名册代码，如 schools")
        parser.add_argument("file", type=Path, help="Excel 或 CSV 文件")
        parser.add_argument("--account", required=True, help="以哪个账号的权限和范围导入（登录名）")
        parser.add_argument("--dry-run", action="store_true", help="只核对，不写入")
        parser.add_argument("--valid-only", action="store_true", help="有错误的行留下，其余写入")
        parser.add_argument("--json", action="store_true", help="输出一份 JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        given = Namespace(**options)
        kind, account = the_kind(given.kind), _account(given.account)
        upload = Upload(given.file.name, _content(given.file))
        try:
            with scope.use(account.scope):
                report = import_file(
                    actor=account,
                    kind=kind,
                    upload=upload,
                    dry_run=given.dry_run,
                    valid_only=given.valid_only,
                )
        except (ValidationError, PermissionDenied) as error:
            raise CommandError("".join(getattr(error, "messages", None) or [str(error)])) from None
        text = json.dumps(report.as_json(), ensure_ascii=False) if given.json else "\n".join(_lines(report))
        self.stdout.write(text)
        if report.sheet_errors or not (report.committed or given.dry_run):
            raise CommandError("没有写入：" + ("".join(report.sheet_errors) or "有错误的行，见上。"))


def the_kind(code: str) -> RosterKind:
    kind = kind_of(code)
    if kind is None:
        raise wrong_use(f"没有名册“{code}”，现有：{'、'.join(one.code for one in kinds())}。")
    return kind


def _account(username: str) -> Account:
    account = Account.objects.filter(username=username, is_active=True).first()
    if account is None:
        raise wrong_use(f"没有在用的账号“{username}”。")
    return account


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise wrong_use(f"文件 {path} 打不开：{error.strerror}。") from None


def _lines(report: Report) -> list[str]:
    labels = dict(Outcome.choices)
    counts = "，".join(f"{labels[name]} {number:,}" for name, number in report.counts.items() if number)
    lines = [f"共 {sum(report.counts.values()):,} 行：{counts or '没有数据行'}"] if report.counts else []
    lines += report.remarks
    for row in report.rows:
        for error in row["errors"]:
            where = f"“{error['column']}”" if error["column"] else ""
            lines.append(f"第 {row['row']} 行{where} {error['value']} {error['reason']}")
    lines.append("已写入。" if report.committed else "没有写入。")
    return lines
