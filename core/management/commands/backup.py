"""manage.py backup: a consistent copy of database and uploaded files."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import scope
from core.associations.models import Association
from core.audit import services as audit
from core.database.backup import make_backup
from core.database.engines import CopyFailed
from core.fields.keys import kept_in


class Command(BaseCommand):
    help = "在 DIR 中建立以时间命名的备份：数据库、上传的文件和清单。密钥不在其中，请另行保管。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("dir", type=Path, metavar="DIR")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            folder = make_backup(options["dir"])
        except CopyFailed as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"备份写不进 {options['dir']}：{error.strerror}。") from None
        with scope.everything(), scope.transaction():
            place = Association.objects.order_by("level", "code").first()
            if place is not None:
                audit.record(None, "backup", place, association=place, summary=f"备份 {folder.name}")
        self.stdout.write(f"备份已完成：{folder}")
        self.stdout.write(
            f"个人资料的密钥不在备份里，现在取自{kept_in()}。"
            "请另存一份，与备份分开保管；没有它，备份里的个人资料读不出。"
        )
