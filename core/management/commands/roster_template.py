"""manage.py roster_template: the empty roster of a kind."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from core import scope
from core.associations.models import Association, Level
from core.management.arguments import the_association, wrong_use
from core.management.commands.import_roster import the_kind
from core.rosters.templates import template_of


class Command(BaseCommand):
    help = "名册模板：表头、填写说明、下拉选项和示例。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", help="名册代码，如 schools")
        parser.add_argument("file", type=Path, help="写到哪个 .xlsx 文件")
        parser.add_argument("--association", help="为哪个单位（区划代码或全称）；不给则全市")

    def handle(self, *args: Any, **options: Any) -> None:
        kind = the_kind(options["kind"])
        if options["association"]:
            place = the_association(options["association"])
        else:
            place = Association.objects.filter(level=Level.CITY).earliest("code")
        with scope.everything():
            content = template_of(kind, place)
        try:
            options["file"].write_bytes(content)
        except OSError as error:
            raise wrong_use(f"文件 {options['file']} 写不了：{error.strerror}。") from None
        self.stdout.write(f"已写到 {options['file']}。")
