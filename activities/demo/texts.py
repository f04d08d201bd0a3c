"""The words of the demo activities."""

from activities.choices import Venue
from activities.demo.plan import Slot
from activities.demo.tables import LEVELS, KindRow, kinds, texts
from activities.models import Activity
from core.associations.models import Association, Kind, Level
from core.demo.stage import Stage

SCHOOL_THEMES = ["family_health", "health_literacy"]


def describe(stage: Stage, slot: Slot, activity: Activity) -> None:
    """Fill in what a clerk writes besides the numbers; not every clerk fills in everything."""
    row, draw = kinds().get(slot.kind), slot.draw
    setting = row.setting if row else "school"
    if setting == "site":
        activity.venue = draw.pick("venue", Venue.values)
    elif slot.school is not None:
        activity.venue = Venue.SCHOOL
    known = _known(stage, slot)
    occasion = slot.school.stage if slot.school else slot.campaign
    site = f"site_{activity.venue}" if setting == "site" else setting
    activity.title = _text(slot, "title", slot.kind, occasion, known)
    activity.place = _text(slot, "place", site, LEVELS[Level(slot.unit.level)], known)
    if draw.chance("has partners", 65):
        activity.partners = _text(slot, "partners", setting, LEVELS[Level(slot.unit.level)], known)
    if draw.chance("has summary", 85):
        closing = _text(slot, "closing", "", "", known) if draw.chance("has closing", 40) else ""
        activity.summary = _text(slot, "summary", slot.kind, occasion, known) + closing
    _tag(slot, row, activity)


def _tag(slot: Slot, row: KindRow | None, activity: Activity) -> None:
    themes = row.themes if row else SCHOOL_THEMES
    activity.themes = [theme for theme in themes if slot.draw.chance(f"theme {theme}", 55)] or themes[:1]
    deliveries = row.deliveries if row else ["knowledge", "health"]
    activity.deliveries = [way for way in deliveries if slot.draw.chance(f"delivery {way}", 60)]


def _text(slot: Slot, what: str, key: str, detail: str, known: dict[str, str]) -> str:
    """A sentence for this campaign, school or level, mostly, where there are some; else a general one."""
    special, general = texts().get((what, key, detail), []), texts().get((what, key, ""), [])
    options = special if special and (not general or slot.draw.chance(f"{what} special", 85)) else general
    return slot.draw.pick(what, options).format(**known) if options else ""


def _known(stage: Stage, slot: Slot) -> dict[str, str]:
    unit = slot.unit
    above = zip(unit.ancestor_codes, range(unit.level - 1, 0, -1), strict=True)
    chain = [unit, *(stage.units[address] for address in above)]
    by_level = {place.level: place for place in chain}
    county = by_level.get(Level.COUNTY, stage.city)
    return {
        "unit": unit.name,
        "county": county.name,
        "clinic": _clinic(by_level.get(Level.TOWNSHIP, county)),
        "seat": "服务中心" if unit.kind == Kind.COMMUNITY else "村部",
        "school": slot.school.name if slot.school else "",
    }


def _clinic(township: Association) -> str:
    """A street has a community health centre, a township a hospital (卫生院)."""
    return township.name + ("社区卫生服务中心" if township.kind == Kind.STREET else "卫生院")
