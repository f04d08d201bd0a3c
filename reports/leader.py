"""我单位 for those who only read: three sentences, the numbers of the year, who has not recorded anything."""

from datetime import date
from typing import Any

from activities.models import Activity
from core.accounts.models import Account
from core.associations.models import Association, Level
from core.figures.models import Indicator, IndicatorKind
from core.figures.reading import Reading
from core.moments import near_day
from reports.asked import Asked
from reports.home import OWN_MONTH, question, six_numbers
from reports.periods import named
from reports.queries import children_of, is_silent, latest_year, read_before, read_with_parts
from reports.sentence import SAID_AFTER, sentence
from reports.texts import CHILDREN, Piece

SAID = [
    "activity_sessions",
    "activity_village_count",
    "activity_village_coverage",
    *(code for code, _ in SAID_AFTER),
]
NAMED = 12


def leader(
    account: Account, indicators: dict[str, Indicator], today: date, last: Activity | None
) -> dict[str, Any] | None:
    """All that who reads sees; ``last``: the latest activity of the range. None without indicators."""
    year = question(account, named("year", latest_year(account.association, today)), indicators, today)
    month = question(account, named("month", today.year, today.month), indicators, today)
    if year is None or month is None:
        return None
    said = [indicators[code] for code in dict.fromkeys([*SAID, *OWN_MONTH]) if code in indicators]
    now = read_with_parts(year.selection, said).head
    before = read_before(account.association, year.before, said)
    units = [unit for unit in children_of(account.association) if unit.is_active]
    flows = [row for row in indicators.values() if row.kind == IndicatorKind.FLOW]
    this_month = read_with_parts(month.selection, [*said, *flows], units)
    month_before = read_before(account.association, month.before, said)
    return {
        "title": year.label,
        "year": six_numbers(year, now, before),
        "month": six_numbers(month, this_month.head, month_before),
        "sentences": [
            sentence(year, now, before),
            sentence(month, this_month.head, month_before),
            silence(month, units, this_month, {row.code for row in flows}, last),
        ],
    }


def silence(
    asked: Asked, units: list[Association], reading: Reading, flows: set[str], last: Activity | None
) -> list[Piece]:
    """「21 个乡镇街道本月已登记 19 个，还没有登记的：A、B。」; of a village the day of its last activity."""
    noun = CHILDREN[Level(asked.association.level)]
    if not units:
        if last is None:
            return [Piece("还没有登记过活动。")]
        what = f"{near_day(last.first_day, asked.today)} {last.title or last.kind.name}"
        return [Piece("最近一次活动是 "), Piece(what, last.get_absolute_url()), Piece("。")]
    quiet = [unit for unit in units if is_silent(reading.children[unit.pk], flows)]
    pieces = [Piece(f"{len(units)} 个{noun}本月已登记 {len(units) - len(quiet)} 个")]
    if not quiet:
        return [*pieces, Piece("，都登记了。")]
    pieces.append(Piece("，还没有登记的："))
    for place, unit in enumerate(quiet[:NAMED]):
        pieces += [Piece("、")] * bool(place) + [Piece(unit.name, asked.link(unit))]
    more = f"等 {len(quiet)} 个。" if len(quiet) > NAMED else "。"
    return [*pieces, Piece(more)]
