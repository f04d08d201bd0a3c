"""The names of a pasted block, read as the network spells them, inside the grid's own rows."""

import pytest

from core.associations.models import Association
from tests.activities.entries import all_activities
from tests.activities.grids import MATCH
from tests.factories import make_account


@pytest.fixture
def match(client_for, tree):
    client = client_for(make_account("first_clerk", tree.township))

    def match(*names, place=tree.township, by="village"):
        return client.post(MATCH, {"association": place.pk, "by": by, "names": "\n".join(names)})

    return match


@pytest.mark.parametrize(
    "name",
    [
        "茶溪村", " 茶 溪 村 ", "茶溪村村委会", "茶溪村村民委员会", "茶溪村委会", "茶溪村委会会",
        "黔城镇茶溪村", "16、茶溪村", "16.茶溪村",
    ],
)  # fmt: skip
def test_a_name_is_found_however_it_is_written(match, tree, name):
    assert match(name).json() == {"names": [{"rows": [tree.village.pk], "near": []}]}


@pytest.mark.parametrize("name", ["双溪社区", "双溪居委会", "双溪社区居委会", "双溪社区居民委员会"])
def test_communities_are_found_too(match, tree, name):
    assert match(name).json()["names"][0]["rows"] == [tree.community.pk]


def test_a_wrong_name_brings_those_that_come_close(match, tree):
    found = match("茶西村", "茶溪村", "合计", "").json()["names"]
    assert found[0] == {"rows": [], "near": [tree.village.pk]}
    assert found[1]["rows"] == [tree.village.pk]
    assert [one["rows"] for one in found[2:]] == [[], []]


def test_villages_elsewhere_are_not_found(match, tree):
    assert [one["rows"] for one in match("仰溪铺村", "长碛村").json()["names"]] == [[], []]
    assert match("仰溪铺村", place=tree.neighbour_township).status_code == 404
    assert match("茶溪村", place=tree.county).status_code == 404


def test_a_name_that_two_rows_bear_is_a_question(client_for, county_editor, tree):
    twin = Association.objects.create(
        code=431281102301, level=4, kind="village", name="茶溪村", official_name="茶溪村村委会",
        parent=tree.second_township, initials="cxc",
    )  # fmt: skip
    client = client_for(county_editor)
    sent = {"association": tree.county.pk, "by": "village", "names": "茶溪村\n安江镇茶溪村"}
    found = client.post(MATCH, sent).json()["names"]
    assert found[0] == {"rows": [], "near": [tree.village.pk, twin.pk]}
    assert found[1]["rows"] == [twin.pk]


def test_reading_names_saves_nothing_and_has_a_limit(match):
    match("茶溪村")
    assert all_activities() == []
    assert match(*["茶溪村"] * 1501).status_code == 422
    assert match("茶溪村", by="everything").status_code == 422
