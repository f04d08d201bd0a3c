"""manage.py start: a real first start without demo data."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse

from core import scope
from core.accounts.first import first_administrator
from core.associations import network
from core.associations.models import Association, Level
from core.catalogue import load_everything
from core.management.arguments import the_association, wrong_use
from core.management.loading import load_network, read_network


class Command(BaseCommand):
    help = "正式启用：装载网络和指标，建立第一个管理员，并给出一次性链接。链接丢失时用同一登录名再运行一次。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--username", required=True, help="第一个管理员的登录名")
        parser.add_argument("--name", default="", help="姓名")
        parser.add_argument("--association", help="所在单位的代码或全称；不给则为网络最上级")
        parser.add_argument(
            "--network", type=Path, default=network.DIVISIONS, help="区划表；不给则用附带的怀化市区划"
        )
        parser.add_argument("--url", default="http://127.0.0.1:8000", help="各单位访问系统的网址")

    def handle(self, *args: Any, **options: Any) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise wrong_use("数据表还没有建好，请先运行 manage.py migrate。")
        with scope.everything(), scope.transaction():
            if not Association.objects.exists():
                load_network(read_network(options["network"]), source=options["network"].name)
            load_everything()
            given = options["association"]
            place = (
                the_association(given)
                if given
                else Association.objects.filter(level=Level.CITY).earliest("code")
            )
            try:
                account, token = first_administrator(
                    username=options["username"], name=options["name"], association=place
                )
            except ValidationError as error:
                raise CommandError("\n".join(error.messages), returncode=1) from None
        link = options["url"].rstrip("/") + reverse("core:link", args=[token])
        self.stdout.write(
            f"管理员 {account.name}（{account.username}，{place.name}），链接 7 天内有效，只能用一次："
        )
        self.stdout.write(link)
