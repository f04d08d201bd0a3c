"""Invented names: surnames that are common in the county towns, and given names put together by chance."""

from core.demo.draws import Draw
from members.choices import Sex

# Common around 怀化, with their weights; none of the given names is taken from anybody.
SURNAMES = {
    "张": 9, "杨": 9, "李": 8, "向": 8, "刘": 7, "王": 7, "舒": 7, "陈": 6, "黄": 6, "吴": 6, "周": 5,
    "石": 5, "谢": 4, "唐": 4, "肖": 4, "贺": 4, "武": 3, "戴": 3, "胡": 3, "宋": 3, "龙": 3, "瞿": 3,
    "米": 2, "梁": 2, "罗": 2, "覃": 2, "蒲": 2, "滕": 2, "易": 2, "粟": 2, "尹": 1, "邓": 1, "补": 1,
}  # fmt: skip
FIRST = {Sex.FEMALE: "春秋小月玉金桂秀美冬丽雪红晓翠", Sex.MALE: "建志国永家大文德光长明正世先春"}
LAST = {Sex.FEMALE: "兰英梅燕芳珍莲香娥云霞菊琴萍花", Sex.MALE: "华军林生平福良清贵松发武元富水"}


def name_of(draw: Draw, sex: Sex) -> str:
    """A name of three characters, seldom of two."""
    surname = draw.weighted("surname", SURNAMES)
    first, last = draw.pick("first", FIRST[sex]), draw.pick("last", LAST[sex])
    return f"{surname}{last}" if draw.chance("short", 12) else f"{surname}{first}{last}"
