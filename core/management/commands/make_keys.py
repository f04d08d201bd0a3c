"""manage.py make_keys: new keys for personal data, as lines for .env."""

from typing import Any

from django.core.management.base import BaseCommand

from core.fields.keys import fresh_key


class Command(BaseCommand):
    help = "生成个人资料的加密密钥，打印成 .env 的两行。密钥丢失，资料就无法恢复：请与数据库备份分开保管。"
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"FIELD_KEYS=1:{fresh_key()}\nINDEX_KEY={fresh_key()}")
