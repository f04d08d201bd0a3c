"""manage.py load_network: create or update the associations from a division table."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from core.associations import network
from core.associations.network import Change
from core.management.loading import counts, load_network, read_network


class Command(BaseCommand):
    help = "由区划表建立或更新网络；不给文件则用附带的区划表。表里没有的单位只列出，不删除。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=network.DIVISIONS, metavar="FILE.csv")
        parser.add_argument("--dry-run", action="store_true", help="只列出变化，不写入")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = read_network(options["file"])
        if options["dry_run"]:
            self.stdout.write("\n".join([*_details(network.compare(wanted)), "以上没有写入。"]))
            return
        change = load_network(wanted, source=options["file"].name)
        self.stdout.write("\n".join(_details(change)))


def _details(change: Change) -> list[str]:
    lines = [f"变更 {unit.code} {unit.name}：{'、'.join(names)}" for unit, names in change.updated]
    lines += [f"表中没有 {unit.code} {unit.name}" for unit in change.missing]
    if len(change.created) <= 20:
        lines = [f"新增 {unit.code} {unit.name}" for unit in change.created] + lines
    return [*lines, counts(change) + "。"]
