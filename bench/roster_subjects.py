"""What is measured: the rosters of schools, of members (a row is a person) and of families (two rows each).

For each the sheet as a county would send it, and django-import-export as it comes, on the same tables.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from import_export.resources import ModelResource
from tablib import Dataset

from activities.models import School
from core.fields.people import CHECKS, WEIGHTS
from families.models import Family, FamilyMember
from members.models import Member

Place = tuple[str, str, str, int]  # county, township, village, key of the village
SPACE = UUID("5b0f5a2e-6d1c-5e0e-9a6e-0529071120ff")
DAY, MONTH = "2019-05-01", "1971-03"
PER_HOUSEHOLD = 2
STAGES = ["幼儿园", "小学", "初中", "高中"]
SURNAMES = {"a": "覃", "b": "向", "p": "石"}
FIRST_IDS = {"a": 0, "b": 2_000_000}
CHARACTERS = str.maketrans("0123456789", "春秋月玉金银国建志明")


class PlainSchools(ModelResource):  # type: ignore[misc]
    """What django-import-export does without anything of ours; rows are told apart by what a sheet says."""

    class Meta:
        model = School
        import_id_fields = ("name",)
        fields = ("id", "association", "name", "stage")


class PlainMembers(ModelResource):  # type: ignore[misc]
    class Meta:
        model = Member
        import_id_fields = ("association", "name", "birth_month")
        fields = (
            *("id", "association", "name", "sex", "birth_month", "phone", "group", "team", "skills"),
            *("status", "status_since", "joined_on", "backbone_since", "volunteer_since"),
        )


class PlainFamilies(ModelResource):  # type: ignore[misc]
    class Meta:
        model = Family
        import_id_fields = ("association", "household_number")
        fields = (
            *("id", "association", "household_number", "family_type", "status", "since"),
            *("confirmed_on", "confirmed_by", "address"),
        )


class PlainFamilyMembers(ModelResource):  # type: ignore[misc]
    class Meta:
        model = FamilyMember
        import_id_fields = ("family", "relation")
        fields = ("id", "association", "family", "name", "relation", "sex", "born", "resident_id", "phone")


@dataclass(frozen=True)
class Subject:
    """``rows`` gives the cells of a sheet below ``head``, ``plain`` what the plain resources are fed with.

    ``times``: how many times faster than those it must be at least.
    """

    kind: str
    times: float
    head: list[str]
    rows: Callable[[str, int, list[Place]], Iterator[list[Any]]]
    plain: Callable[[int, list[Place]], list[tuple[ModelResource, Dataset]]]


def name_of(file: str, number: int) -> str:
    """Names have no digits; each file has a surname of its own."""
    return SURNAMES[file] + str(number).translate(CHARACTERS)


def phone_of(number: int) -> str:
    return f"138{number:08}"


def resident_id(number: int) -> str:
    """A number of the unassigned prefix 431299 with its check digit: 999 for each day from 1940 on."""
    born = date.fromordinal(date(1940, 1, 1).toordinal() + number // 999)
    digits = f"431299{born:%Y%m%d}{number % 999 + 1:03}"
    return digits + CHECKS[sum(int(one) * by for one, by in zip(digits, WEIGHTS, strict=True)) % 11]


def school_rows(name: str, rows: int, places: list[Place]) -> Iterator[list[Any]]:
    for number in range(rows):
        county, township, village, _ = places[number % len(places)]
        stage = STAGES[number % len(STAGES)]
        yield [number + 1, county, township, village, f"{name}第{number}学校", stage]


def plain_schools(rows: int, places: list[Place]) -> list[tuple[ModelResource, Dataset]]:
    data = Dataset(headers=["association", "name", "stage"])
    for number in range(rows):
        data.append([places[number % len(places)][3], f"p第{number}学校", "primary"])
    return [(PlainSchools(), data)]


def member_rows(name: str, rows: int, places: list[Place]) -> Iterator[list[Any]]:
    for number in range(rows):
        county, township, village, _ = places[number % len(places)]
        yield [
            *(number + 1, county, township, village, name_of(name, number), "女" if number % 2 else "男"),
            *(MONTH, phone_of(number), DAY, f"第{number % 9}组", "是" if number % 5 == 0 else "否"),
            *("是" if number % 3 == 0 else "否", "红枫志愿服务队", "理发、陪诊", "在册"),
        ]


def plain_members(rows: int, places: list[Place]) -> list[tuple[ModelResource, Dataset]]:
    data = Dataset(headers=PlainMembers._meta.fields)
    for number in range(rows):
        data.append(
            [
                *(
                    uuid5(SPACE, f"m{number}"),
                    places[number % len(places)][3],
                    name_of("p", number),
                    "female",
                ),
                *(MONTH, phone_of(number), f"第{number % 9}组", "红枫志愿服务队", "理发、陪诊", "enrolled"),
                *(DAY, DAY, DAY if number % 5 == 0 else "", DAY if number % 3 == 0 else ""),
            ]
        )
    return [(PlainMembers(), data)]


def family_rows(name: str, rows: int, places: list[Place]) -> Iterator[list[Any]]:
    for number in range(rows):
        at, is_second = divmod(number, PER_HOUSEHOLD)
        county, township, village, _ = places[at % len(places)]
        yield [
            *(
                number + 1,
                f"{name}-{at:06}",
                county,
                township,
                village,
                name_of(name, number - is_second),
                name_of(name, number),
            ),
            *("配偶" if is_second else "户主", resident_id(FIRST_IDS[name] + number), phone_of(number)),
            *("死亡家庭" if at % 2 else "伤残家庭", DAY, "县卫生健康局", f"{village}{at % 12}组{at % 80}号"),
            *("是", DAY, DAY, DAY, "是" if number % 2 else "", DAY),
        ]


def plain_families(rows: int, places: list[Place]) -> list[tuple[ModelResource, Dataset]]:
    households = Dataset(headers=PlainFamilies._meta.fields)
    people = Dataset(headers=PlainFamilyMembers._meta.fields)
    for number in range(rows):
        at, is_second = divmod(number, PER_HOUSEHOLD)
        _, _, village, unit = places[at % len(places)]
        key = uuid5(SPACE, f"f{at}")
        if not is_second:
            told = [key, unit, f"p-{at:06}", "death", "registered", DAY, DAY, "县卫生健康局"]
            households.append([*told, f"{village}{at % 12}组{at % 80}号"])
        relation = "spouse" if is_second else "head"
        person = [uuid5(SPACE, f"p{number}"), unit, key, name_of("p", number), relation, "female", MONTH]
        people.append([*person, resident_id(6_000_000 + number), phone_of(number)])
    return [(PlainFamilies(), households), (PlainFamilyMembers(), people)]


SUBJECTS = {
    "schools": Subject(
        "schools", 20, ["序号", "县市区", "乡镇", "村", "学校名称", "学段"], school_rows, plain_schools
    ),
    "members": Subject(
        "members",
        4,
        [
            *("序号", "县市区", "乡镇", "村", "姓名", "性别", "出生年月", "联系电话", "入会日期", "会员小组"),
            *("骨干会员", "志愿者", "服务队", "特长", "状态"),
        ],
        member_rows,
        plain_members,
    ),
    "families": Subject(
        "families",
        4,
        [
            *("序号", "户编号", "县市区", "乡镇", "村社区", "户主姓名", "姓名", "与户主关系", "身份证号"),
            *("联系电话", "家庭类型", "认定日期", "认定机关", "住址", "家庭医生签约", "就医绿色通道"),
            *("基本医保", "补充商业保险", "慢病签约", "健康档案"),
        ],
        family_rows,
        plain_families,
    ),
}
