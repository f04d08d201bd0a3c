"""微网格 and state of a unit, kept by administrators."""

import pytest
from django.urls import reverse

from core.associations.models import Association
from core.audit.models import AuditEntry
from tests.factories import make_account, whole_network


def address(unit):
    return reverse("core:association_edit", args=[unit.code])


def test_an_administrator_names_the_grid_of_a_village_and_leaves_a_trace(
    client_for, county_administrator, tree
):
    client = client_for(county_administrator)
    assert "微网格" in client.get(address(tree.village)).content.decode()
    answer = client.post(
        address(tree.village), {"grid_name": "黔城镇第三网格", "is_active": "on"}, follow=True
    )
    assert "单位资料已保存。" in answer.content.decode()
    assert Association.objects.get(pk=tree.village.pk).grid_name == "黔城镇第三网格"
    with whole_network():
        entry = AuditEntry.objects.get(action="update", target_kind="core.association")
        assert (entry.association, entry.changes) == (tree.village, {"grid_name": ["", "黔城镇第三网格"]})


def test_saving_without_a_change_leaves_no_trace(client_for, county_administrator, tree):
    client_for(county_administrator).post(address(tree.village), {"grid_name": "", "is_active": "on"})
    with whole_network():
        assert not AuditEntry.objects.filter(target_kind="core.association").exists()


def test_a_township_has_no_grid(client_for, county_administrator, tree):
    client = client_for(county_administrator)
    assert "微网格" not in client.get(address(tree.township)).content.decode()
    client.post(address(tree.township), {"grid_name": "第三网格", "is_active": "on"})
    assert Association.objects.get(pk=tree.township.pk).grid_name == ""


@pytest.mark.parametrize("who", ["county_editor", "county_reviewer", "city_viewer", "auditor"])
def test_others_than_administrators_may_not(client_for, people, tree, who):
    client = client_for(people[who])
    assert client.get(address(tree.village)).status_code == 403
    assert client.post(address(tree.village), {"grid_name": "网格"}).status_code == 403


def test_a_unit_of_the_neighbour_does_not_exist(client_for, county_administrator, tree):
    client = client_for(county_administrator)
    assert client.get(address(tree.namesake)).status_code == 404
    assert client.post(address(tree.namesake), {"grid_name": "网格", "is_active": "on"}).status_code == 404
    assert client.get("/associations/99999999999999999999999/edit/").status_code == 404


def refusal(client, unit, **data):
    answer = client.post(address(unit), data)
    assert answer.status_code == 422
    assert Association.objects.get(pk=unit.pk).is_active == unit.is_active
    return answer.content.decode()


def test_a_unit_goes_out_of_use_with_a_reason_and_nothing_left_in_it(client_for, county_administrator, tree):
    client = client_for(county_administrator)
    assert "不能停用您自己所在的单位" in refusal(client, tree.county, reason="撤并")
    assert "个在用的单位，请先停用下级" in refusal(client, tree.township, reason="撤并")
    assert "请写明停用原因" in refusal(client, tree.changqi)
    clerk = make_account("clerk", tree.changqi)
    assert "还有 1 个启用的账号" in refusal(client, tree.changqi, reason="并入民主社区")
    clerk.is_active = False
    clerk.save()
    assert client.post(address(tree.changqi), {"reason": "并入民主社区"}).status_code == 302
    assert not Association.objects.get(pk=tree.changqi.pk).is_active
    with whole_network():
        assert AuditEntry.objects.get(target_kind="core.association").reason == "并入民主社区"


def test_a_unit_comes_back_only_below_one_in_use(client_for, county_administrator, tree):
    Association.objects.filter(pk__in=[tree.second_township.pk, tree.changqi.pk]).update(is_active=False)
    client = client_for(county_administrator)
    answer = client.post(address(tree.changqi), {"is_active": "on"})
    assert "请先启用上级" in answer.content.decode()
    assert client.post(address(tree.second_township), {"is_active": "on"}).status_code == 302
    assert client.post(address(tree.changqi), {"is_active": "on"}).status_code == 302
    assert Association.objects.get(pk=tree.changqi.pk).is_active
