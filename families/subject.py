"""「个人信息副本」: everything the system holds about one family, as a file for its people (PIPL art. 45)."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.utils import timezone

from core import scope
from core.access import Action, require_family
from core.accounts.models import Account
from core.audit import services as audit
from core.audit.display import action_label, changes_text
from core.audit.models import AuditEntry
from core.workbooks import SheetColumn, write_workbook
from families.births import birth_words
from families.models import Case, Family, HomeFamily, Referral, ServiceRecord, Visit
from families.services.base import whole
from families.services.leave import refuse_personal

SHEET = [
    SheetColumn("类别", 12),
    SheetColumn("项目", 18),
    SheetColumn("内容", 44),
    SheetColumn("从", 12),
    SheetColumn("到", 12),
]
Row = list[Any]
# What higher apps hold about a family; each registers its own when it is ready.
SECTIONS: list[Callable[[Family], Iterable[Row]]] = []


def make_subject_file(*, actor: Account, family: Family, reason: str) -> bytes:
    """The file, unmasked. Needs EXPORT and the family right; leaves a trace with its reason."""
    require_family(actor, Action.EXPORT, family.association)
    with scope.transaction():
        row = whole(Family.objects.all()).get(pk=family.pk)
        refuse_personal(reason, [row])
        audit.record(actor, "subject_file", row, reason=reason.strip())
        now = timezone.localtime()
        footer = f"{actor.association.name} {actor.name} {now:%Y-%m-%d %H:%M} 导出；事由：{reason.strip()}"
        return write_workbook(f"个人信息副本 {row}", SHEET, list(rows_of(row)), footer=footer)


def rows_of(family: Family) -> Iterator[Row]:
    """Every table that holds something about the family; of the trace what it says, and who said it."""
    yield from _facts(family)
    for state in family.states.all():
        words = f"{state.get_status_display()}，{state.get_family_type_display()}，{state.place.path()}"
        yield ["状态", state.get_reason_display(), words, state.since, None]
    for number, member in enumerate(family.members.all(), 1):
        for label, value in _of_member(member):
            yield [f"成员{number}", label, value, None, None]
        for service in member.services.all():
            yield [f"成员{number}", "服务", service.get_kind_display(), service.since, service.until]
    for need in family.needs.all():
        yield ["服务需求", "", need.get_need_display(), None, None]
    for contact in family.contacts.all():
        words = f"{contact.name} {contact.phone}".strip()
        yield ["联系人", contact.get_role_display(), words, contact.since, contact.until]
    for visit in Visit.objects.filter(family=family.pk):
        facts = [
            visit.visitor,
            "、".join(visit.purpose_labels),
            visit.remark,
            "已撤销" if visit.withdrawn_at else "",
        ]
        words = "，".join(filter(None, map(str, facts)))
        label = f"{visit.get_way_display()}{visit.get_kind_display()}，{visit.get_state_display()}"
        yield ["走访", label, words, visit.day, visit.next_on]
    for link in HomeFamily.objects.filter(family=family.pk).select_related("home"):
        yield ["暖心家园", "服务家庭", link.home.name, link.since, link.until]
    yield from _care(family)
    for section in SECTIONS:
        yield from section(family)
    for entry in AuditEntry.objects.filter(target_kind=audit.kind_of(family), target_id=str(family.pk)):
        words = "；".join(filter(None, [entry.summary, changes_text(entry), entry.reason]))
        yield ["操作记录", f"{action_label(entry.action)}（{entry.actor_name}）", words, entry.at, None]


def _care(family: Family) -> Iterator[Row]:
    """Services and cases; what lies at a place where the family lived before is not within the range."""
    for row in ServiceRecord.objects.filter(family=family.pk):
        label = f"{row.get_kind_display()}，{row.get_state_display()}"
        words = "，".join(filter(None, [row.get_aid_display(), row.helper, str(row.note)]))
        yield ["服务记录", label, words, row.requested_on, row.done_on]
    for referral in Referral.objects.filter(service__family=family.pk).select_related("receiver"):
        said = (referral.receivers_name, referral.liaison, str(referral.note), str(referral.answer))
        label = f"{referral.get_kind_display()}，{referral.get_state_display()}"
        yield ["转介", label, "，".join(filter(None, said)), referral.sent_on, referral.done_on]
    for case in Case.objects.filter(family=family.pk):
        facts = (str(case.name), str(case.phone), str(case.words), case.handler, str(case.outcome))
        words = "，".join(filter(None, [*facts, case.get_result_display()]))
        yield ["诉求", case.get_topic_display(), words, case.opened_on, case.closed_on]


def _facts(family: Family) -> Iterator[Row]:
    for label, value in (
        ("户编号", family.household_number),
        ("单位", family.association.path()),
        ("家庭类型", family.get_family_type_display()),
        ("状态", family.get_status_display()),
        ("认定日期", family.confirmed_on),
        ("认定机关", family.confirmed_by),
        ("住址", str(family.address)),
        ("录入时间", family.created_at),
    ):
        yield ["家庭", label, value, None, None]


def _of_member(member: Any) -> Iterator[tuple[str, Any]]:
    yield "姓名", str(member.name)
    yield "与户主关系", member.get_relation_display()
    yield "性别", member.get_sex_display()
    yield "出生年月", birth_words(member.born)
    yield "身份证号", str(member.resident_id)
    yield "联系电话", str(member.phone)
    yield "离开日期", member.left_on
