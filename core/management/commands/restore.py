"""manage.py restore: the drilled return of a backup."""

from pathlib import Path
from typing import Any

from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core import scope
from core.accounts.models import LoginLink
from core.associations.models import Association
from core.audit import services as audit
from core.database.backup import check_backup, find_backup, restore_backup
from core.database.engines import CopyFailed, engine, row_counts


class Command(BaseCommand):
    help = (
        "用 DIR（一个备份，或备份所在的文件夹，取最新的）恢复数据库和上传的文件，"
        "然后核对全部数字。请先停止服务。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("dir", type=Path, metavar="DIR")
        parser.add_argument("--force", action="store_true", help="替换已有数据")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            folder = find_backup(options["dir"])
            manifest = check_backup(folder)
            restore_backup(folder, manifest, force=options["force"])
            self._compare(manifest)
        except CopyFailed as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"已恢复 {folder.name} 的备份（{manifest['made_at']}）。")
        call_command("migrate", database=engine().alias, verbosity=0, interactive=False)
        engine().secure()
        self._close_doors(folder)
        call_command("verify_figures", stdout=self.stdout)

    def _compare(self, manifest: dict[str, Any]) -> None:
        counts = row_counts(engine().alias)
        wrong = [table for table, count in counts.items() if manifest["counts"].get(table, count) != count]
        if wrong:
            raise CopyFailed(f"恢复后行数与清单不符：{'、'.join(wrong)}。")

    def _close_doors(self, folder: Path) -> None:
        """Sessions and links that were ended after the backup must not come back to life."""
        Session.objects.all().delete()
        with scope.everything(), scope.transaction():
            LoginLink.objects.filter(spent_at=None, revoked_at=None).update(revoked_at=timezone.now())
            place = Association.objects.order_by("level", "code").first()
            if place is not None:
                audit.record(None, "restore", place, association=place, summary=f"从备份 {folder.name} 恢复")
        self.stdout.write("所有人须重新登录；未使用的链接已作废。")
