"""manage.py rotate_fields: every encrypted value onto the first key of FIELD_KEYS."""

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import scope
from core.associations.models import Association
from core.audit import services as audit
from core.fields import Unreadable
from core.fields.keys import ring
from core.fields.rotation import keys_in_use, rotate_all


class Command(BaseCommand):
    help = (
        "用 FIELD_KEYS 的第一个密钥重新加密全部个人资料，每 1,000 行一批。"
        "可以随时中断，再运行一次接着做；服务不必停。"
    )

    def handle(self, *args: Any, **options: Any) -> None:
        done: Counter[str] = Counter()
        try:
            for name, changed in rotate_all():
                done[name] += changed
                if changed:
                    self.stdout.write(f"{name}：已换 {done[name]:,} 行")
        except Unreadable as error:
            raise CommandError(f"{error}。没有换完；FIELD_KEYS 里要留着旧密钥。") from None
        self._record(sum(done.values()))
        self._tell()

    def _record(self, number: int) -> None:
        with scope.everything(), scope.transaction():
            place = Association.objects.order_by("level", "code").first()
            if place is not None:
                audit.record(None, "rotate", place, association=place, summary=f"更换加密密钥 {number:,} 行")

    def _tell(self) -> None:
        active, used = ring().active, keys_in_use()
        others = sorted(set(used) - {active})
        self.stdout.write(f"密钥 {active}：{used[active]:,} 个值。")
        for key in others:
            self.stdout.write(f"密钥 {key}：还有 {used[key]:,} 个值，请再运行一次。")
        if not others:
            idle = sorted(set(ring().ciphers) - {active})
            spare = "、".join(map(str, idle))
            self.stdout.write(
                "全部完成。"
                + (f"密钥 {spare} 不再用于数据库，但旧备份还要用它，请另行保管。" if idle else "")
            )
