"""What an auditor finds on the home page: what left the system in the last days."""

from datetime import timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from core.access import Action, can
from core.accounts.models import Account
from core.audit.display import action_label, who
from core.audit.models import AuditEntry
from core.audit.queries import entries
from core.home import Line, Panel
from core.moments import said_moment

DAYS, LISTED = 7, 10


def exports(account: Account) -> Panel | None:
    """Files that people of the range took out in the last seven days, newest first."""
    return _panel(account, "export", "导出", "没有人导出过文件")


def reveals(account: Account) -> Panel | None:
    """Protected values that people of the range looked at in the last seven days, newest first."""
    return _panel(account, "reveal", "显示个人资料", "没有人显示过完整的姓名、证件号、电话、住址")


def _panel(account: Account, action: str, name: str, nothing: str) -> Panel | None:
    if not can(account, Action.AUDIT):
        return None
    since = timezone.localdate() - timedelta(days=DAYS - 1)
    rows = entries({"action": action, "since": since})
    shown = list(rows[:LISTED])
    number = len(shown) if len(shown) < LISTED else rows.count()
    query = urlencode({"action": action, "since": since.isoformat()})
    return Panel(
        title=f"近 {DAYS} 天{name} {number:,} 次",
        lines=[_line(entry) for entry in shown],
        empty=f"近 {DAYS} 天{nothing}。",
        label=f"全部 {number:,} 次",
        url=f"{reverse('core:audit_list')}?{query}",
    )


def _line(entry: AuditEntry) -> Line:
    return Line(
        text=entry.summary or action_label(entry.action),
        note=f"{said_moment(entry.at)}，{entry.association.name} {who(entry)}",
        url=reverse("core:audit_detail", args=[entry.pk]),
    )
