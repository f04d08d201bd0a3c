"""What a clerk finds on the home page: imports that were not committed."""

from core.accounts.models import Account
from core.home import Found, Row
from core.rosters.models import BatchState
from core.rosters.planning import has_faults
from core.rosters.queries import kinds_for, waiting_of


def unfinished(account: Account, most: int) -> Found | None:
    """One row for each import that waits for this person."""
    if not kinds_for(account):
        return None
    batches = list(waiting_of(account)[: most + 1])
    number = len(batches) if len(batches) <= most else waiting_of(account).count()
    rows = []
    for batch in batches[:most]:
        faulty = has_faults(batch.counts)
        is_columns = batch.state == BatchState.COLUMNS
        words = "请对列" if is_columns else f"还有 {faulty:,} 行有错误" if faulty else "已核对，等您提交"
        rows.append(
            Row(
                light="due",
                word="未提交",
                what=f"导入“{batch.file_name}”",
                words=words,
                label="继续",
                url=batch.get_absolute_url(),
            )
        )
    return Found(rows, number)
