"""The dashboard in one sentence, every number of it a link."""

from core.associations.models import Level
from core.figures.display import with_unit
from core.figures.reading import Values
from reports import texts
from reports.asked import Asked
from reports.tables import cell
from reports.texts import Piece

SAID_AFTER = [
    ("consultation_person_times", "接受咨询"),
    ("free_clinic_person_times", "义诊"),
    ("publicity_material_copies", "发放宣传资料"),
    ("condolence_persons", "慰问"),
]


def sentence(asked: Asked, now: Values, before: Values) -> list[Piece]:
    """「2022年1–9月登记活动 1,204 场，853 个村社区开展了活动，…，活动场次比上年同期多 12%。」"""
    start = f"{asked.association.name}{asked.label}"
    sessions = asked.indicators.get("activity_sessions")
    first = cell(asked, sessions, asked.association, now) if sessions else None
    if sessions is None or first is None or first.shown.value is None:
        return _without_activities(asked, now, start)
    pieces = [Piece(f"{start}登记活动 "), Piece(first.text, first.url), Piece(f" {sessions.unit}")]
    pieces += _villages(asked, now)
    for code, words in SAID_AFTER:
        pieces += _said(asked, now, code, words)
    change = ""
    if asked.compares:
        last = cell(asked, sessions, asked.association, before)
        change = texts.change_words(first.shown.value, last.shown.value, sessions.unit)
    return [*pieces, Piece(f"；活动场次比上年同期{change}。" if change else "。")]


def _without_activities(asked: Asked, now: Values, start: str) -> list[Piece]:
    figure = asked.indicator
    one = cell(asked, figure, asked.association, now)
    if one.is_absent:
        return [Piece(f"{start}还没有登记活动。")]
    value = Piece(with_unit(one.text, figure.unit), one.url)
    return [Piece(f"{start}还没有登记活动；{figure.name} "), value, Piece("。")]


def _villages(asked: Asked, now: Values) -> list[Piece]:
    """How many villages held activities; at a village itself there is nothing to count."""
    if asked.association.level == Level.VILLAGE:
        return []
    count = asked.indicators.get("activity_village_count")
    if count is None or count.code not in now:
        return []
    villages = cell(asked, count, asked.association, now)
    pieces = [Piece("，"), Piece(villages.text, villages.url), Piece(" 个村社区开展了活动")]
    share = asked.indicators.get("activity_village_coverage")
    if share is not None and share.code in now:
        one = cell(asked, share, asked.association, now)
        pieces += [Piece("（占 "), Piece(f"{one.text}%", one.url), Piece("）")]
    return pieces


def _said(asked: Asked, now: Values, code: str, words: str) -> list[Piece]:
    indicator = asked.indicators.get(code)
    if indicator is None or not now.get(code):
        return []
    one = cell(asked, indicator, asked.association, now)
    return [Piece(f"，{words} "), Piece(one.text, one.url), Piece(f" {indicator.unit}")]
