"""Dashboards, drawers of numbers, and what else is composed of figures."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "报表"

    def ready(self) -> None:
        from core import navigation
        from core.access import Action
        from reports import jobs  # noqa: F401  (declares its kinds)

        navigation.add("看板", "看板", "reports:my_dashboard", Action.VIEW)
        navigation.add("看板", "职责覆盖", "reports:my_coverage", Action.VIEW)
