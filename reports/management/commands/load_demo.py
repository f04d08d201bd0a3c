"""``manage.py load_demo``: the demo data set and its logins."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.demo.accounts import in_use
from reports.demo import load


class Command(BaseCommand):
    """Deterministic; a second run changes nothing and prints the logins again."""

    help = "装载演示数据（内容固定，没有真实个人），并显示演示账号。"

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.HTTPS:
            raise CommandError("正式环境（HTTPS=true）不装载演示数据：演示账号的密码是公开的。")
        if in_use():
            raise CommandError("这个数据库已有人使用，不装载演示数据。请换一个空的数据库。")
        loaded = load(timezone.localdate())
        made = [f"{name} {count}" for name, count in loaded.made.items() if count]
        self.stdout.write(f"演示数据已装载：{'，'.join(made)}。" if made else "演示数据已在库中，没有改动。")
        self.stdout.write("演示账号（登录名、密码、角色、单位）：")
        for line in loaded.logins:
            self.stdout.write(line)
