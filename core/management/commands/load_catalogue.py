"""manage.py load_catalogue: add the shipped indicators, campaigns and kinds that are missing."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from core.catalogue import load_everything


class Command(BaseCommand):
    help = "补齐随系统附带的指标、活动日专题和活动类型；已在网页上改过的不动。"

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            counts = load_everything()
        self.stdout.write("，".join(f"{name}新增 {count} 个" for name, count in counts.items()) + "。")
