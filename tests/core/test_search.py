"""The search box and the picker: names of the whole network, links only within one's own range."""
# ruff: noqa: RUF001

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from core import scope
from core.associations.search import resolve, search
from core.pages.fields import AssociationField

FIND = "core:association_search"


def candidates(client, text, **more):
    return [unit["path"] for unit in client.get(reverse(FIND), {"q": text, **more}).json()]


@pytest.mark.parametrize("typed", ["茶溪村", "茶溪", "cxc", "CXC", " 茶溪 村 ", "茶溪村村委会"])
def test_an_ambiguous_name_lists_every_candidate_with_its_path(client_for, city_viewer, typed):
    found = candidates(client_for(city_viewer), typed)
    assert found[:2] == ["茶溪村 · 大合坪乡 · 沅陵县", "茶溪村 · 黔城镇 · 洪江市"]


@pytest.mark.parametrize("typed", ["431281101221", "４３１２８１１０１２２１"])
def test_a_code_finds_its_unit(client_for, city_viewer, typed):
    assert candidates(client_for(city_viewer), typed) == ["茶溪村 · 黔城镇 · 洪江市"]


def test_the_beginning_of_a_code_finds_the_unit_first_and_then_what_is_below(client_for, city_viewer):
    assert candidates(client_for(city_viewer), "431281")[:2] == ["洪江市", "黔城镇 · 洪江市"]


@pytest.mark.parametrize("typed", ["", "   ", "村委会", "不存在的地方", "4312811012210", "%", "_", "99"])
def test_what_nobody_is_called_finds_nothing(client_for, city_viewer, typed):
    assert candidates(client_for(city_viewer), typed) == []


def test_the_picker_offers_the_own_range_only_the_search_the_whole_network(client_for, village_editor):
    client = client_for(village_editor)
    assert candidates(client, "茶溪村", within="own") == ["茶溪村 · 黔城镇 · 洪江市"]
    assert "茶溪村 · 大合坪乡 · 沅陵县" in candidates(client, "茶溪村")


def test_the_search_page_tells_what_lies_outside_the_own_range(client_for, county_editor):
    page = client_for(county_editor).get(reverse("core:search"), {"q": "茶溪村"})
    text = page.content.decode()
    assert "大合坪乡 · 沅陵县" in text
    assert "黔城镇 · 洪江市" in text
    assert text.count("不在您的范围内") == 1
    assert 'value="茶溪村"' in text


def test_the_search_page_also_finds_indicators(client_for, county_editor):
    page = client_for(county_editor).get(reverse("core:search"), {"q": "义诊"})
    assert reverse("core:indicator_detail", args=["free_clinic_person_times"]) in page.content.decode()


def test_the_search_page_says_what_to_do_when_nothing_is_typed_or_found(client_for, county_editor):
    client = client_for(county_editor)
    assert "请在上方查找框里输入" in client.get(reverse("core:search")).content.decode()
    page = client.get(reverse("core:search"), {"q": "<b>无此地"}).content.decode()
    assert "没有找到“&lt;b&gt;无此地”" in page


def test_only_those_who_are_logged_in_may_search(client):
    assert client.get(reverse(FIND), {"q": "茶溪村"}).status_code == 302


def test_a_unit_out_of_use_is_found_by_administrators_only(
    client_for, county_editor, county_administrator, tree
):
    tree.changqi.is_active = False
    tree.changqi.save()
    assert candidates(client_for(county_editor), "长碛村") == []
    address = {"path": reverse("core:search"), "data": {"q": "长碛村"}}
    assert "没有找到" in client_for(county_editor).get(**address).content.decode()
    assert "已停用" in client_for(county_administrator).get(**address).content.decode()


def test_a_full_name_in_any_official_spelling_is_resolved(tree):
    everywhere = tree.city.scope
    assert resolve("双溪社区居委会", within=everywhere) == [tree.community]
    assert resolve(tree.community.official_name, within=everywhere) == [tree.community]
    assert resolve("茶溪村 · 黔城镇", within=everywhere) == [tree.village]
    assert resolve("怀化市洪江市", within=everywhere) == [tree.county]
    assert resolve("茶溪", within=everywhere) == []
    assert {unit.pk for unit in resolve("茶溪村", within=everywhere)} >= {tree.village.pk, tree.namesake.pk}
    assert resolve("茶溪村", within=tree.county.scope) == [tree.village]


def test_a_limit_keeps_the_list_short(tree):
    assert len(search("村", limit=3)) == 3


def ask(seat, code="", text="", **given):
    with scope.use(seat.scope):
        return AssociationField(**given).clean((code, text))


def refusal(seat, code="", text="", **given):
    with pytest.raises(ValidationError) as refused, scope.use(seat.scope):
        AssociationField(**given).clean((code, text))
    return refused.value.messages[0]


def test_the_field_takes_the_chosen_code_or_a_typed_name(county_editor, tree):
    assert ask(county_editor, str(tree.village.code), "茶溪村 · 黔城镇 · 洪江市") == tree.village
    assert ask(county_editor, "", "茶溪村") == tree.village
    assert ask(county_editor, "", str(tree.village.code)) == tree.village
    assert ask(county_editor, "", "", required=False) is None


def test_without_scripts_the_text_counts_where_the_hidden_code_is_stale(county_editor, tree):
    assert ask(county_editor, str(tree.village.code), "小江村") == tree.xiaojiang
    assert ask(county_editor, str(tree.village.code), "", required=False) is None


def test_the_field_refuses_in_sentences(city_viewer, county_editor, tree):
    assert refusal(county_editor) == "请选单位。"
    assert refusal(county_editor, str(tree.namesake.code), "茶溪村 · 大合坪乡 · 沅陵县").startswith(
        "找不到这个单位"
    )
    assert refusal(county_editor, "", "沅陵县").startswith("找不到这个单位")
    assert refusal(county_editor, "9" * 40, "没有这个村").startswith("找不到这个单位")
    many = refusal(city_viewer, "", "茶溪村")
    assert "茶溪村 · 大合坪乡 · 沅陵县" in many
    assert "茶溪村 · 黔城镇 · 洪江市" in many
    assert refusal(county_editor, "", "茶溪") == "找不到这个单位。是不是：茶溪村 · 黔城镇 · 洪江市"
    assert refusal(county_editor, "", "黔城镇", levels=(4,)) == "这里不能选这一级的单位。"
