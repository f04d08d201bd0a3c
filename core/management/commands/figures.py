"""manage.py figures: rolled-up figures, the same numbers as the pages."""

import json
from argparse import Namespace
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from core import scope
from core.associations.models import Association
from core.figures.models import CampaignEdition, Indicator
from core.figures.periods import Period
from core.figures.reading import Reading, Selection, Values, read
from core.figures.verify import decimal_text
from core.management.arguments import day, the_association, the_edition, the_indicators, wrong_use


class Command(BaseCommand):
    help = "一个单位一段时间的汇总数字，与页面相同。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--association", required=True, help="区划代码或全称")
        parser.add_argument("--from", dest="start", type=day, help="开始日期；不给则从有记录起")
        parser.add_argument("--to", dest="end", type=day, required=True, help="结束日期")
        parser.add_argument(
            "--campaign", help="活动日专题，如 member_day_529:2022；不给年份则按结束日期的年份"
        )
        parser.add_argument(
            "--indicator", nargs="+", action="extend", default=[], help="指标代码；不给则全部"
        )
        parser.add_argument("--by", choices=["child"], help="同时列出本级和各下级")
        parser.add_argument("--json", action="store_true", help="输出一份 JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        given = Namespace(**options)
        if given.start and given.start > given.end:
            raise wrong_use("开始日期在结束日期之后。")
        with scope.everything(), scope.snapshot():
            answer = _answer(given)
            names = dict(Indicator.objects.values_list("code", "name"))
        text = json.dumps(answer, ensure_ascii=False) if given.json else "\n".join(_lines(answer, names))
        self.stdout.write(text)


def _answer(given: Namespace) -> dict[str, Any]:
    association, indicators = the_association(given.association), the_indicators(given.indicator)
    edition = the_edition(given.campaign, given.end.year) if given.campaign else None
    # An edition without records selects nothing: 0 is nobody's key.
    chosen = edition or (CampaignEdition(pk=0) if given.campaign else None)
    selection = Selection(association, Period(given.start, given.end), chosen)
    children = list(association.children.order_by("code")) if given.by else None
    reading = read(selection, indicators, children)
    named = bool(given.indicator)
    answer = {
        "association": {"code": association.code, "name": association.name},
        "from": given.start.isoformat() if given.start else None,
        "to": given.end.isoformat(),
        "campaign": given.campaign and f"{given.campaign.partition(':')[0]}:{_year(given)}",
        "figures": _figures(reading.head, indicators, named),
    }
    if children is not None:
        answer["children"] = _children(association, children, reading, indicators, named)
    return answer


def _year(given: Namespace) -> str:
    return given.campaign.partition(":")[2] or str(given.end.year)


def _figures(values: Values, indicators: list[Indicator], named: bool) -> list[dict[str, str | None]]:
    """Those with a value; every one where they were asked for by name."""
    return [
        {
            "indicator": row.code,
            "value": decimal_text(values[row.code]) if row.code in values else None,
            "unit": row.unit,
        }
        for row in indicators
        if named or row.code in values
    ]


def _children(
    head: Association, children: list[Association], reading: Reading, indicators: list[Indicator], named: bool
) -> list[dict[str, Any]]:
    """本级 first, so that the lines sum to the head figure; closed units only where they have figures."""
    rows = [(head, True, reading.own)]
    rows += [
        (unit, False, reading.children[unit.pk])
        for unit in children
        if unit.is_active or reading.children[unit.pk]
    ]
    return [
        {"code": unit.code, "name": unit.name, "own": own, "figures": _figures(values, indicators, named)}
        for unit, own, values in rows
    ]


def _lines(answer: dict[str, Any], names: dict[str, str]) -> list[str]:
    head = f"{answer['association']['name']} {answer['from'] or '有记录起'} 至 {answer['to']}"
    lines = [head, *_indented(answer["figures"], names)]
    for child in answer.get("children", []):
        lines.append("本级" if child["own"] else f"{child['code']} {child['name']}")
        lines += _indented(child["figures"], names)
    return lines


def _indented(figures: list[dict[str, Any]], names: dict[str, str]) -> list[str]:
    return [
        f"  {names[row['indicator']]}（{row['indicator']}） "
        + ("未报" if row["value"] is None else f"{row['value']} {row['unit']}")
        for row in figures
    ]
