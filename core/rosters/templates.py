"""The empty roster of a kind for one association: what to fill in, with its choices and an example."""

from core.associations.models import Association, Level
from core.rosters.declare import RosterField, RosterKind
from core.workbooks.forms import FormColumn, Notes, write_form

RULES = [
    "第 2 行是表头，请不要改动列名；从第 4 行起填写，第 3 行是示例，导入时会自动跳过或请删去。",
    "带 * 的列必填。空白格不会清除系统里原有的内容。",
    "身份证号、电话等列已设为文本格式，请直接填写；从别处粘贴时选“只粘贴数值”。",
    "不要填写孕育、节育、病情、残疾等级、银行账号，系统不收集这些内容。",
    "同一行写一条记录；合计、签字可以写在最后，导入时会跳过。",
]
DEPTHS = {Level.COUNTY: "county", Level.TOWNSHIP: "township", Level.VILLAGE: "village"}


def template_of(kind: RosterKind, place: Association) -> bytes:
    """The workbook: title, header, sample row, drop-downs, notes."""
    columns = [_column(one, place) for one in kind.fields if not _is_needless(one, place)]
    title = f"{place.name}{kind.title}名册"
    rows = [(one.column_name, "必填" if one.required else "选填", _note(one)) for one in kind.fields]
    return write_form(title, columns, Notes("填写说明", RULES, rows), places=_places(kind, place))


def _is_needless(one: RosterField, place: Association) -> bool:
    """The county is known to a county, the village to a village."""
    level = {"county": 2, "township": 3, "village": 4}.get(one.place, 9)
    return bool(one.place) and one.place != "unit" and level <= place.level


def _note(one: RosterField) -> str:
    parts = [one.note] if one.note else []
    if one.choices:
        parts.append("可填：" + "、".join(one.choices))
    if one.example and not one.choices:
        parts.append(f"例：{one.example}")
    return "；".join(parts)


def _column(one: RosterField, place: Association) -> FormColumn:
    heading = f"{'*' if one.required else ''}{one.column_name}{f'（{one.unit}）' if one.unit else ''}"
    return FormColumn(
        heading, one.width, one.example, choices=tuple(one.choices), is_text=one.text_format, place=one.place
    )


def _places(kind: RosterKind, place: Association) -> dict[str, list[str]]:
    """{township: its villages} for the drop-downs; {"": units right below} for the first of them."""
    parts = {one.place for one in kind.fields}
    if not {"township", "village"} & parts or place.level >= Level.VILLAGE:
        return {}
    units = list(place.descendants().filter(is_active=True).order_by("code"))
    townships = [unit for unit in units if unit.level == Level.TOWNSHIP]
    if place.level == Level.TOWNSHIP:
        townships = [place]
    found: dict[str, list[str]] = {}
    if place.level == Level.CITY:
        return {}  # 2,777 villages make no drop-down
    for township in townships:
        villages = [
            unit.name
            for unit in units
            if unit.level == Level.VILLAGE and township.low <= unit.code <= township.high
        ]
        found[township.name] = villages
    return found
