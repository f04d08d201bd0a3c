"""What commands are told: days, associations, campaigns. Wrong use ends with status 2 (design.md §9)."""

from argparse import ArgumentTypeError
from datetime import date

from django.core.management.base import CommandError

from core.associations.models import Association
from core.associations.search import resolve, search, with_paths
from core.figures.models import Campaign, CampaignEdition, Indicator
from core.scope import EVERYTHING


def wrong_use(message: str) -> CommandError:
    """The error of a command line that cannot be followed; nothing was done."""
    return CommandError(message, returncode=2)


def day(text: str) -> date:
    """2022-09-30."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}”不是日期，请写成 2022-09-30。") from None


def the_association(text: str) -> Association:
    """The one unit that a code or full name means: 431281101221, 茶溪村·黔城镇.

    Otherwise a ``CommandError`` with the candidates.
    """
    found = resolve(text, within=EVERYTHING)
    if len(found) == 1:
        return found[0]
    hits = with_paths(found) if found else search(text, limit=10)
    candidates = "".join(f"\n{hit.association.code} {hit.path}" for hit in hits)
    if found:
        raise wrong_use(f"“{text}”不止一个，请用代码：{candidates}")
    hint = f"是不是：{candidates}" if hits else "请核对名称或代码。"
    raise wrong_use(f"没有找到单位“{text}”，{hint}")


def the_edition(text: str, year: int) -> CampaignEdition | None:
    """The edition of ``member_day_529:2022``, without a year that of ``year``; None where there is none."""
    code, _, given = text.partition(":")
    if given and not given.isdecimal():
        raise wrong_use(f"“{text}”的年份不对，请写成 {code}:2022。")
    if not Campaign.objects.filter(code=code).exists():
        known = "、".join(Campaign.objects.values_list("code", flat=True))
        raise wrong_use(f"没有专题“{code}”，现有：{known}。")
    return CampaignEdition.objects.filter(campaign__code=code, year=int(given or year)).first()


def the_indicators(codes: list[str]) -> list[Indicator]:
    """Indicators by code, with what ratios are made of; without codes all that are shown on pages."""
    rows = Indicator.objects.select_related("numerator", "denominator")
    if not codes:
        return list(rows.filter(is_active=True, is_hidden=False))
    found = {row.code: row for row in rows.filter(code__in=codes)}
    unknown = [code for code in codes if code not in found]
    if unknown:
        raise wrong_use(f"没有指标：{'、'.join(unknown)}。")
    return [found[code] for code in dict.fromkeys(codes)]
