"""The app that every other one stands on."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "基础"

    def ready(self) -> None:
        from core import navigation
        from core.access import Action
        from core.figures import network

        network.register()
        navigation.add("台账", "填报数", "core:figure_entry_list", Action.VIEW)
        navigation.add("台账", "指标口径", "core:indicator_list", Action.VIEW)
        navigation.add("管理", "账号", "core:account_list", Action.ADMINISTER)
        navigation.add("管理", "未使用的链接", "core:link_list", Action.ADMINISTER)
        navigation.add("管理", "审计", "core:audit_list", Action.AUDIT)
