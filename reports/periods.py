"""Which period a page of figures is about, as its address says it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from core.figures.models import Campaign, CampaignEdition
from core.figures.periods import (
    Period,
    month_end,
    month_number,
    month_start,
    next_month,
    preset,
    previous_month,
    zh_short,
)

FIRST_YEAR, LAST_YEAR = 1950, 2100
YEARLY = ("half", "nine", "year", "statistical")


@dataclass(frozen=True)
class Chosen:
    """A period with its name: a preset of a year, a campaign of a year, or free days (``name`` 「days」).

    ``edition`` with the id 0 stands for a year in which nobody recorded the campaign: it selects nothing.
    """

    name: str
    year: int
    period: Period
    edition: CampaignEdition | None = None

    @property
    def label(self) -> str:
        if self.edition is not None:
            return f"{self.year}年{self.edition.campaign.name}"
        if self.name == "statistical":
            return f"{self.year}统计年（{self.period.label}）"
        return self.period.label

    @property
    def query(self) -> dict[str, str]:
        """How the address says it; the same link means the same days next month."""
        if self.edition is not None:
            return {"campaign": self.edition.campaign.code, "year": str(self.year)}
        if self.name == "days":
            start = {"from": self.period.start.isoformat()} if self.period.start else {}
            return {**start, "to": self.period.end.isoformat()}
        query = {"period": self.name, "year": str(self.year)}
        if self.name in ("month", "quarter"):
            query["month"] = str(self.period.end.month)
        return query

    def is_open(self, today: date) -> bool:
        """Whether days of it are still to come."""
        return self.edition is None and self.period.end > today

    def label_on(self, today: date) -> str:
        """The label, with today where the period has begun and is not over: 「2022年全年（截至9月28日）」."""
        if not self.is_open(today) or not _begun(self.period, today):
            return self.label
        return f"{self.label}（截至{zh_short(today)}）"

    def moved(self, step: int) -> "Chosen | None":
        """The one before (-1) or after (1) it, of the same kind; None for free days and out of range."""
        if self.name == "days" or not FIRST_YEAR < self.year + step < LAST_YEAR:
            return None
        if self.edition is not None:
            return campaign_of(self.edition.campaign, self.year + step)
        if self.name in YEARLY:
            return named(self.name, self.year + step)
        month = month_number(self.period.end)
        for _ in range(1 if self.name == "month" else 3):
            month = next_month(month) if step > 0 else previous_month(month)
        return named(self.name, month // 100, month % 100)

    def year_before(self, today: date) -> "Chosen":
        """The same period of the year before; of a period that is not over the days up to this one."""
        if self.edition is not None:
            return campaign_of(self.edition.campaign, self.year - 1)
        over = (
            replace(self.period, end=today)
            if self.is_open(today) and _begun(self.period, today)
            else self.period
        )
        return Chosen("days", self.year - 1, over.year_before())


def _begun(period: Period, today: date) -> bool:
    return period.start is None or period.start <= today


def named(name: str, year: int, month: int = 12) -> Chosen:
    """A preset of ``year``; ``month`` says which month, or a month of which quarter."""
    day = date(year, month, 1)
    if name == "statistical":
        return Chosen(name, year, Period(date(year - 1, 10, 1), date(year, 9, 30)))
    return Chosen(name, year, preset(name, day))


def campaign_of(campaign: Campaign, year: int) -> Chosen:
    """The edition of a year. Its records may lie in the year before (visits before Spring Festival)."""
    edition = CampaignEdition.objects.filter(campaign=campaign, year=year).first()
    edition = edition or CampaignEdition(pk=0, year=year)
    edition.campaign = campaign
    return Chosen("campaign", year, Period(None, date(year, 12, 31)), edition)


def campaign_link(code: str, name: str, year: int) -> Chosen:
    """Enough of a campaign to link to it, without asking the database."""
    edition = CampaignEdition(pk=0, year=year)
    edition.campaign = Campaign(code=code, name=name)
    return Chosen("campaign", year, Period(None, date(year, 12, 31)), edition)


def days(start: date | None, end: date) -> Chosen:
    """Free days; a missing start means since records began."""
    return Chosen("days", end.year, Period(start, end))


def read_chosen(query: Mapping[str, str], today: date, default_year: int) -> Chosen:
    """What the address asks for (free days are read by their form). Nonsense gives the whole default year."""
    year = _number(query.get("year", ""), FIRST_YEAR + 1, LAST_YEAR - 1)
    code = query.get("campaign", "")
    campaign = (
        Campaign.objects.filter(code=code).first() if code.isascii() and code.isprintable() and code else None
    )
    if campaign is not None:
        return campaign_of(campaign, year or default_year)
    name = query.get("period", "")
    if name in ("month", "quarter"):
        month = _number(query.get("month", ""), 1, 12) or today.month
        return named(name, year or today.year, last_month(month) if name == "quarter" else month)
    if name == "statistical" and year is None:
        return named(name, preset(name, today).end.year)
    if name in YEARLY:
        return named(name, year or today.year)
    return named("year", year or default_year)


def last_month(month: int) -> int:
    """Of the quarter of ``month``."""
    return (month + 2) // 3 * 3


def _number(text: str, least: int, most: int) -> int | None:
    if not (text.isascii() and text.isdigit() and len(text) <= 4):
        return None
    return int(text) if least <= int(text) <= most else None


def trend_months(chosen: Chosen) -> list[int]:
    """The twelve months of a trend: of the statistical year, else of the year in which the period ends."""
    end = chosen.period.end
    last = month_number(end) if chosen.name == "statistical" else end.year * 100 + 12
    months = [last]
    while len(months) < 12:
        months.append(previous_month(months[-1]))
    return months[::-1]


def month_of(number: int) -> Chosen:
    """202205 as a chosen month."""
    return named("month", number // 100, number % 100)


def is_over(month: int, today: date) -> bool:
    return month_end(month) < today


def has_begun(month: int, today: date) -> bool:
    return month_start(month) <= today
