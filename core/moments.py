"""Days and times as people say them: 昨天 17:20."""

from datetime import date, datetime

from django.utils import timezone

from core.figures.periods import zh_day, zh_short

NEAR = {-2: "后天", -1: "明天", 0: "今天", 1: "昨天", 2: "前天"}


def near_day(day: date, today: date) -> str:
    """「9月3日」, with the year only when it is not this one."""
    return zh_short(day) if day.year == today.year else zh_day(day)


def said_day(day: date, today: date) -> str:
    """「昨天」, 「明天」, else as ``near_day``."""
    return NEAR.get((today - day).days) or near_day(day, today)


def said_moment(at: datetime) -> str:
    """「昨天 17:20」, 「9月3日 08:05」."""
    local = timezone.localtime(at)
    return f"{said_day(local.date(), timezone.localdate())} {local:%H:%M}"


def left_words(day: date, today: date) -> str:
    """How far a day to come is: 「今天」, 「明天」, 「3 天后」."""
    days = (day - today).days
    return "今天" if days == 0 else "明天" if days == 1 else f"{days} 天后"
