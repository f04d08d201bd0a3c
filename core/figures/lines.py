"""What a record says it yields."""

from dataclasses import dataclass
from datetime import date

from core.associations.models import Association


@dataclass(frozen=True)
class FigureLine:
    """``value`` hundredths of ``indicator`` (its code) on ``day``, for the record's unit or another one."""

    indicator: str
    day: date
    value: int
    association: Association | None = None
