"""manage.py run_jobs: the worker for background jobs."""

import signal
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from core.database.fence import refuse_unsafe_role
from core.fields.startup import refuse_wrong_keys
from core.jobs.worker import Worker


class Command(BaseCommand):
    help = "处理后台任务，直到收到结束信号（SIGTERM、Ctrl-C）；可以同时开几个。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="做完正在等待的任务就结束")

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_unsafe_role()
        refuse_wrong_keys()
        worker = Worker()
        for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(name, lambda number, frame: worker.stop())
        worker.serve(once=options["once"])
