"""Members, volunteers and what else belongs to the network's people."""

from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = "成员与网络"

    def ready(self) -> None:
        from core import home, navigation
        from core.access import Action
        from core.fields.people import masked_phone
        from core.reveal.registry import register_revealable
        from members import jobs, rosters  # noqa: F401  (declare their kinds)
        from members.home import applications
        from members.models import Member

        register_revealable(Member, "phone", "联系电话", mask=masked_phone, may=lambda account, row: True)
        home.add_rows(applications)
        navigation.add("台账", "会员", "members:member_list", Action.VIEW)
