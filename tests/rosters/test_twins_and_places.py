"""Dirty cases 40-45 and 53 of domain.md §7: the same person twice, places, rows of others, the same file."""

import pytest

from core import scope
from core.rosters.models import RosterBatch
from core.rosters.services import Upload, same_file, start_batch
from tests.rosters.books import xlsx
from tests.rosters.kinds import Person

HEAD = ["县市区", "乡镇", "村", "姓名", "身份证号"]
NUMBER = "431299196503019012"


def person(name="易安然", number=None, place=("洪江市", "黔城镇", "茶溪村")):
    return [*place, name, number]


def test_case_40_of_one_person_twice_in_a_file_the_later_row_is_refused(send):
    result = send(xlsx([HEAD, person(number=NUMBER), person("易安", number=NUMBER)]))
    assert result.counts == {"new": 1, "duplicate": 1, "skipped": 1}
    assert result.errors[3][""] == "与第 2 行重复"


def test_case_41_a_known_person_is_compared_and_updated_never_doubled(send, persons):
    send(xlsx([HEAD, person(number=NUMBER)]), keep=True)
    same = send(xlsx([HEAD, person(number=NUMBER)]), keep=True)
    assert same.counts == {"unchanged": 1, "skipped": 1}
    changed = send(xlsx([[*HEAD, "备注"], [*person(number=NUMBER), "新的"]]), keep=True)
    assert changed.counts == {"update": 1, "skipped": 1}
    assert len(persons.people) == 1
    assert persons.people[0].values["remark"] == "新的"


def test_an_empty_cell_clears_nothing(send, persons):
    send(xlsx([[*HEAD, "备注"], [*person(number=NUMBER), "旧的"]]), keep=True)
    assert send(xlsx([[*HEAD, "备注"], [*person(number=NUMBER), None]])).counts["unchanged"] == 1
    assert persons.people[0].values["remark"] == "旧的"


def test_case_42_a_namesake_without_an_id_waits_for_a_person(send, persons):
    persons.people.append(Person({"name": "易安然"}))
    result = send(xlsx([HEAD, person(), person("向前进")]))
    assert result.outcomes == {2: "possible_duplicate"}
    assert [values["name"] for values in result.written] == ["向前进"]


@pytest.mark.parametrize(
    "village", ["茶溪村", "茶溪", "茶溪村村委会", "茶溪村民委员会", " 茶溪村 ", "431281101221"]
)
def test_case_43_spellings_of_a_village(send, tree, village):
    result = send(xlsx([HEAD, person(place=("洪江市", "黔城镇", village))]))
    assert result.counts["new"] == 1


def test_case_43_a_community_by_its_committee(send):
    assert send(xlsx([HEAD, person(place=("洪江市", "黔城", "双溪居委会"))])).counts["new"] == 1


def test_case_43_an_unknown_village_comes_with_candidates(send):
    result = send(xlsx([HEAD, person(place=("洪江市", "黔城镇", "茶西村"))]))
    assert "“茶西村”找不到" in result.errors[2]["村"]


def test_case_43_without_its_township_a_village_is_not_guessed(send):
    result = send(xlsx([HEAD, person(place=("洪江市", None, "长碛村"))]))
    assert "没有写乡镇" in result.errors[2]["村"]


def test_case_43_a_township_fills_in_what_its_own_range_says(send, people, tree):
    from tests.factories import make_account

    clerk = make_account("qiancheng", tree.township)
    result = send(xlsx([HEAD, person(place=(None, None, "茶溪村"))]), account=clerk)
    assert result.counts["new"] == 1


@pytest.fixture
def both_hongjiang(db):
    """洪江管理区 beside 洪江市, as in the real table."""
    from core.associations.models import Association

    city = Association.objects.get(level=1)
    county = Association.objects.create(
        code=431271000000,
        level=2,
        name="洪江管理区",
        official_name="怀化市洪江管理区",
        parent=city,
        initials="hjglq",
    )
    town = Association.objects.create(
        code=431271001000,
        level=3,
        name="河滨路街道",
        official_name="河滨路街道",
        parent=county,
        initials="hbljd",
    )
    return Association.objects.create(
        code=431271001001,
        level=4,
        name="萝卜湾社区",
        official_name="萝卜湾社区居委会",
        parent=town,
        initials="lbwsq",
    )


def test_case_44_bare_hongjiang_is_refused_and_the_full_names_are_told_apart(
    send, administrator, both_hongjiang
):
    there = ("河滨路街道", "萝卜湾社区")
    rows = [
        HEAD,
        person("甲某", place=("洪江", "黔城镇", "茶溪村")),
        person("乙某", place=("洪江市", "黔城镇", "茶溪村")),
        person("丙某", place=("洪江区", *there)),
        person("丁某", place=("洪江管理区", *there)),
        person("戊某", place=("怀化市洪江管理区", *there)),
    ]
    result = send(xlsx(rows), account=administrator)
    assert result.counts == {"new": 4, "invalid": 1, "skipped": 1}
    assert "有 2 个“洪江”" in result.errors[2]["县市区"]


def test_case_45_rows_of_others_are_refused_whether_they_exist_or_not(send, persons):
    persons.people.append(Person({"name": "宋邻", "resident_id": NUMBER}))
    rows = [
        HEAD,
        person("宋邻", NUMBER, place=("沅陵县", "麻溪铺镇", "仰溪铺村")),
        person("向前进", place=("沅陵县", "麻溪铺镇", "没有的村")),
        person("杨柳青", place=("沅陵县", "没有的镇", "没有的村")),
    ]
    result = send(xlsx(rows))
    assert set(result.outcomes.values()) == {"out_of_scope"}
    assert {reason for row in result.errors.values() for reason in row.values()} == {"不在您的单位范围内"}


def test_case_53_the_same_file_once_more_is_noticed(send, persons, county_administrator):
    content = xlsx([HEAD, person(number=NUMBER)])
    first = send(content)
    with scope.use(county_administrator.scope):
        upload = Upload("另存.xlsx", content)
        again = start_batch(actor=county_administrator, kind=persons, upload=upload, wait=True)
        assert str(same_file(again).pk) == first.report.batch
        other = Upload("别的.xlsx", xlsx([HEAD, person("向前进")]))
        assert (
            same_file(start_batch(actor=county_administrator, kind=persons, upload=other, wait=True)) is None
        )
        assert RosterBatch.objects.count() == 3
