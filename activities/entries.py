"""What comes in: an activity to record, and what its kind asks of it."""

from dataclasses import dataclass, field

from activities.condolences import Handout
from activities.models import Activity, KindFigure
from core.figures.models import CampaignEdition


@dataclass
class ActivityDraft:
    """An unsaved activity with its numbers (``{indicator code: hundredths}``), editions and answers.

    ``took_place`` False: a statement that there was none; what its kind counts by itself (场次) is 0 too.
    ``handout``: families that a condolence ticks, with what each got; None leaves what stands as it is.
    """

    activity: Activity
    numbers: dict[str, int]
    editions: list[CampaignEdition] = field(default_factory=list)
    explanations: dict[str, str] = field(default_factory=dict)
    took_place: bool = True
    handout: Handout | None = None


def yields_of(kind_id: int) -> list[KindFigure]:
    """What a kind asks for and yields: one read, whatever it yields."""
    return list(KindFigure.objects.filter(kind=kind_id).select_related("indicator"))


def yields_of_all(kinds: set[int]) -> dict[int, list[KindFigure]]:
    """``yields_of`` of several kinds in one read."""
    found: dict[int, list[KindFigure]] = {kind: [] for kind in kinds}
    for row in KindFigure.objects.filter(kind__in=kinds).select_related("indicator"):
        found[row.kind_id].append(row)
    return found


def asked_of(rows: list[KindFigure]) -> dict[str, KindFigure]:
    return {row.indicator.code: row for row in rows if row.constant is None}
