"""The page of one association."""

import pytest

from core.accounts.models import Role
from tests import factories
from tests.reports.conftest import MAY
from tests.reports.pages import read, text

pytestmark = pytest.mark.usefixtures("september")


def test_it_says_what_the_unit_is_and_what_lies_below(county, tree):
    page = text(county.get(f"/associations/{tree.county.code}/"))
    assert "区划代码 431281000000" in page
    assert "下级乡镇街道（2）" in page
    assert "黔城镇 3 个村社区" in page
    village = county.get(f"/associations/{tree.village.code}/")
    assert "微网格 没有填" in text(village)
    assert dict(read(village).links)["黔城镇"] == f"/associations/{tree.township.code}/"


def test_its_numbers_are_links_and_its_own_records_are_listed(clinic, county, tree):
    page = county.get(f"/associations/{tree.village.code}/")
    assert dict(read(page).links)["760"].startswith(f"/figures/{tree.village.code}/free_clinic_person_times/")
    assert "义诊服务人次 760 人次" in text(page)
    assert "本级还没有登记" in text(county.get(f"/associations/{tree.township.code}/"))


def test_what_one_may_do_there_depends_on_the_role(client_for, county, county_administrator, tree):
    address = f"/associations/{tree.village.code}/"
    links = dict(read(county.get(address)).links)
    assert "修改资料" not in links
    form = county.get(links["登记活动"])
    assert "茶溪村 · 黔城镇 · 洪江市" in form.content.decode()
    links = dict(read(client_for(county_administrator).get(address)).links)
    assert "登记活动" not in links
    assert links["修改资料"] == f"/associations/{tree.village.code}/edit/"


def test_a_retired_unit_takes_no_new_records(county, tree):
    tree.village.is_active = False
    tree.village.save()
    page = county.get(f"/associations/{tree.village.code}/")
    assert "已停用" in text(page)
    assert "登记活动" not in dict(read(page).links)


def test_families_numbers_of_its_records_are_not_told(county_editor, client_for, tree):
    factories.make_entry(
        county_editor, tree.village, "special_family_count", MAY, 3, is_opening=True, note="台账"
    )
    reader = client_for(factories.make_account("reader", tree.township, Role.VIEWER))
    page = text(reader.get(f"/associations/{tree.village.code}/"))
    assert "特殊家庭数字限经办人查看" in page
    assert "3 户" not in page
