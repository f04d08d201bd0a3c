"""Activities and what surrounds them."""

from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "activities"
    verbose_name = "活动"

    def ready(self) -> None:
        from activities import jobs, rosters, rosters_ledger  # noqa: F401  (declare their kinds)
        from activities.catalogue import load_kinds
        from activities.counts import register
        from activities.duties import RULES
        from activities.home import old_drafts, to_check
        from core import home, navigation
        from core.access import Action
        from core.catalogue import LOADERS
        from core.duties.figures import register_duty

        LOADERS["活动类型"] = load_kinds
        register()
        register_duty(*RULES)
        home.add_rows(old_drafts, to_check)
        navigation.add("登记", "登记活动", "activities:activity_create", Action.RECORD)
        navigation.add("登记", "批量登记", "activities:activity_grid", Action.RECORD)
        navigation.add("登记", "活动记录", "activities:activity_list", Action.VIEW)
        navigation.add("登记", "草稿", "activities:draft_list", Action.RECORD)
        navigation.add("台账", "学校", "activities:school_list", Action.VIEW)
        navigation.add("管理", "活动类型", "activities:kind_list", Action.CATALOGUE)
