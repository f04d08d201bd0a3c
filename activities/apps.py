"""Activities and what surrounds them."""

from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "activities"
    verbose_name = "活动"

    def ready(self) -> None:
        from activities.catalogue import load_kinds
        from core.catalogue import LOADERS

        LOADERS["活动类型"] = load_kinds
