"""The app of the special families."""

from django.apps import AppConfig


class FamiliesConfig(AppConfig):
    name = "families"
    verbose_name = "特殊家庭"

    def ready(self) -> None:
        from core import home, navigation
        from core.access import Action
        from core.duties.figures import register_duty
        from families import (
            care_home,
            home as rows,
            protection,
            rosters_contacts,  # noqa: F401  (declares its kind, and that of families)
            standards,
        )
        from families.duties import RULES
        from families.homes import roster  # noqa: F401  (declares its kind)
        from families.homes.services import end_all, obstacles
        from families.models import WarmHome
        from members.sites.registers import Register, add_register

        protection.register()
        add_register(
            Register(
                WarmHome, "暖心家园", "families:home_list", type_of=lambda home: "warm_home",
                obstacles=obstacles, ends=end_all, only_type="warm_home",
            )
        )  # fmt: skip
        standards.register()
        register_duty(*RULES)
        home.add_rows(
            rows.without_contacts, rows.visits_overdue, care_home.referrals_waiting,
            care_home.services_unconfirmed, care_home.services_overdue, care_home.cases_overdue,
        )  # fmt: skip
        home.add_panels(rows.festival_visits)
        navigation.add("台账", "特殊家庭", "families:family_list", Action.VIEW, family=True)
        navigation.add("台账", "暖心家园", "families:home_list", Action.VIEW)
        navigation.add("台账", "走访", "families:visit_list", Action.VIEW, family=True)
        navigation.add("台账", "应享尽享", "families:entitlement_list", Action.VIEW, family=True)
        navigation.add("台账", "服务记录", "families:service_list", Action.VIEW, family=True)
        navigation.add("台账", "转介", "families:referral_list", Action.VIEW, family=True)
        navigation.add("台账", "维权诉求", "families:case_list", Action.VIEW, family=True)
        navigation.add("台账", "联系人", "families:contact_list", Action.VIEW, family=True)
        navigation.add("管理", "政策标准", "families:standard_list", Action.VIEW)
