"""manage.py load_network: create or update the associations from a division table."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from core import scope
from core.associations import network
from core.associations.models import Association, Level
from core.associations.network import Change
from core.audit import services as audit
from core.management.arguments import wrong_use


class Command(BaseCommand):
    help = "由区划表建立或更新网络；不给文件则用随系统附带的区划表。表里没有的单位只列出，不删除。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=network.DIVISIONS, metavar="FILE.csv")
        parser.add_argument("--dry-run", action="store_true", help="只列出变化，不写入")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = _read(options["file"])
        if options["dry_run"]:
            self.stdout.write("\n".join([*_details(network.compare(wanted)), "以上没有写入。"]))
            return
        change = load(wanted, source=options["file"].name)
        self.stdout.write("\n".join(_details(change)))


def load(wanted: list[Association], *, source: str) -> Change:
    """Write the table and leave a trace at its city; nothing where nothing changes."""
    with scope.everything(), scope.transaction():
        change = network.compare(wanted)
        if change.created or change.updated:
            network.apply(change)
            city = Association.objects.filter(level=Level.CITY).earliest("code")
            audit.record(None, "load", city, association=city, summary=f"区划表 {source}：{_counts(change)}")
    return change


def _read(path: Path) -> list[Association]:
    try:
        return network.read_table(path)
    except OSError as error:
        raise wrong_use(f"文件 {path} 打不开：{error.strerror}。") from None
    except (network.BadTable, UnicodeDecodeError) as error:
        raise wrong_use(f"文件 {path} 不能用：{error}") from None


def _counts(change: Change) -> str:
    counts = (len(change.created), len(change.updated), change.unchanged, len(change.missing))
    return "新增 {} 个，变更 {} 个，不变 {} 个，表中没有 {} 个".format(*counts)


def _details(change: Change) -> list[str]:
    lines = [f"变更 {unit.code} {unit.name}：{'、'.join(names)}" for unit, names in change.updated]
    lines += [f"表中没有 {unit.code} {unit.name}" for unit in change.missing]
    if len(change.created) <= 20:
        lines = [f"新增 {unit.code} {unit.name}" for unit in change.created] + lines
    return [*lines, _counts(change) + "。"]
