"""Invented people: names by chance, resident IDs of the unassigned prefix 431299 with right check digits."""

from dataclasses import dataclass, field
from datetime import date

from core.demo.draws import Draw
from core.fields.people import CHECKS, WEIGHTS
from families.models import COUNTY_SPAN, Family

PREFIX = "431299"
SURNAMES = "覃向石田龙杨吴张李刘陈黄周唐蒲舒宋滕易谌米粟胡谢邓罗彭曾肖贺欧符"
FIRST = "桂春秋月玉金银长国建志明永文光德兴荣福寿水木冬南远安顺友先世开"
SECOND = {
    "female": "香兰英秀梅莲珍花凤云霞姣娥芝菊翠",
    "male": "生华平成林贵发祥清明军辉松田山富",
}


def key_of(family: Family) -> str:
    """What stays the same of a family at every load: a roster gives new keys each time."""
    return f"{family.code // COUNTY_SPAN}/{family.household_number}"


@dataclass
class Numbers:
    """Gives each resident ID once: the next sequence number of a birthday and sex."""

    given: dict[tuple[str, str], int] = field(default_factory=dict)

    def resident_id(self, born: date, sex: str) -> str:
        key = (f"{born:%Y%m%d}", sex)
        number = self.given.get(key, 0)
        self.given[key] = number + 1
        digits = f"{PREFIX}{key[0]}{2 * number + (1 if sex == 'male' else 2):03}"
        return digits + CHECKS[sum(int(one) * by for one, by in zip(digits, WEIGHTS, strict=True)) % 11]


def name_of(draw: Draw, sex: str, surname: str = "") -> str:
    """A name of two or three characters; children have the surname of the father."""
    surname = surname or draw.pick("surname", SURNAMES)
    first = draw.pick("first", FIRST) if draw.chance("long", 80) else ""
    return f"{surname}{first}{draw.pick('second', SECOND[sex])}"


def phone_of(draw: Draw) -> str:
    return f"1380000{draw.number('phone', 0, 9999):04}"
