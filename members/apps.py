"""Members, volunteers and what else belongs to the network's people."""

from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = "成员与网络"

    def ready(self) -> None:
        from core import home, navigation
        from core.access import Action
        from core.catalogue import LOADERS
        from core.duties.figures import register_duty
        from core.fields.people import masked_phone
        from core.reveal.registry import register_revealable
        from members import jobs, rosters  # noqa: F401  (declare their kinds)
        from members.duties import RULES
        from members.home import applications
        from members.models import Member, Site
        from members.sites import roster  # noqa: F401  (declares its kind)
        from members.sites.catalogue import load_standards
        from members.sites.home import checks_waiting
        from members.sites.registers import Register, add_register

        register_revealable(Member, "phone", "联系电话", mask=masked_phone, may=lambda account, row: True)
        home.add_rows(applications, checks_waiting)
        LOADERS["检查标准"] = load_standards
        add_register(Register(Site, "阵地", "members:site_list", type_of=lambda site: site.type))
        register_duty(*RULES)
        navigation.add("台账", "会员", "members:member_list", Action.VIEW)
        navigation.add("台账", "阵地", "members:site_list", Action.VIEW)
        navigation.add("管理", "检查标准", "members:standard_list", Action.CATALOGUE)
