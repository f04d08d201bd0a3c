"""The app that every other one stands on."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "基础"

    def ready(self) -> None:
        from django.core import checks

        from core import home, navigation
        from core.access import Action
        from core.accounts.home import locked, unused_links, without_password
        from core.audit.home import exports, reveals
        from core.fields.checks import check_keys
        from core.fields.rotation import add_rotation
        from core.figures import network
        from core.jobs.home import without_worker
        from core.rosters import files, jobs as roster_jobs  # noqa: F401  (declares its kinds)
        from core.rosters.home import unfinished

        checks.register(check_keys)
        add_rotation("导入的文件", files.rotate, files.keys)
        network.register()
        home.add_rows(without_worker, locked, unused_links, without_password, unfinished)
        home.add_panels(exports, reveals)
        navigation.add("台账", "填报数", "core:figure_entry_list", Action.VIEW)
        navigation.add("台账", "指标口径", "core:indicator_list", Action.VIEW)
        navigation.add("台账", "导入名册", "core:roster_list", Action.IMPORT)
        navigation.add("管理", "职责标准", "core:duty_standard_list", Action.VIEW)
        navigation.add("管理", "账号", "core:account_list", Action.ADMINISTER)
        navigation.add("管理", "未使用的链接", "core:link_list", Action.ADMINISTER)
        navigation.add("管理", "审计", "core:audit_list", Action.AUDIT)
        navigation.add("管理", "查阅记录", "core:reading_list", Action.AUDIT)
