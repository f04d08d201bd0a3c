"""The home page of who only reads: three sentences, large numbers, one sheet of paper."""

import pytest

from core.accounts.models import Role
from core.figures.models import Indicator
from tests import factories
from tests.reports.conftest import MAY
from tests.reports.pages import read, text

pytestmark = pytest.mark.usefixtures("september")


@pytest.fixture
def reader(client_for, tree):
    return lambda place: client_for(factories.make_account("reader", getattr(tree, place), Role.VIEWER))


def sentences(page):
    return ["".join(piece.text for piece in line) for line in page.context["leader"]["sentences"]]


def test_a_leader_reads_three_sentences_with_links(clinic, city, county_editor, tree):
    factories.make_activity(county_editor, tree.village, MAY.replace(month=9, day=5))
    page = city.get("/")
    year, month, silence = sentences(page)
    assert year.startswith("怀化市2022年全年（截至9月28日）登记活动 5 场")
    assert month.startswith("怀化市2022年9月（截至9月28日）登记活动 1 场")
    assert silence == "2 个县市区本月已登记 1 个，还没有登记的：沅陵县。"
    links = dict(read(page).links)
    assert links["沅陵县"].startswith("/dashboard/431222000000/")
    assert links["看板"].startswith("/dashboard/431200000000/")
    assert "快速登记" not in text(page)
    assert "待我办理" not in text(page)


def test_the_year_is_large_and_compared_the_month_beside_it(clinic, city):
    page = city.get("/")
    assert page.content.decode().count("figure--large") == 6
    assert "2022年全年（截至9月28日） 活动场次 4 场" in text(page)
    assert "我单位本月看板 活动场次 未报" in text(page)


def test_where_everybody_recorded_it_says_so(reader, county_editor, tree):
    for place in (tree.village, tree.minzhu):
        factories.make_activity(county_editor, place, MAY.replace(month=9, day=5))
    assert sentences(reader("county").get("/"))[2] == "2 个乡镇街道本月已登记 2 个，都登记了。"


def test_many_silent_units_are_counted_after_the_first_twelve(city, tree):
    for number in range(1, 14):
        code = 431240000000 + number * 10**6
        factories.Association.objects.create(
            code=code,
            level=2,
            name=f"第{number}县",
            official_name=f"第{number}县",
            parent=tree.city,
            initials="d",
        )
    assert sentences(city.get("/"))[2].endswith("第11县等 15 个。")


def test_a_leader_of_a_village_reads_when_it_was_active_last(reader, county_editor, tree):
    page = reader("village").get("/")
    assert sentences(page)[2] == "还没有登记过活动。"
    activity = factories.make_activity(county_editor, tree.village, MAY, title="健康行")
    again = page.client.get("/")
    assert sentences(again)[2] == "最近一次活动是 5月29日 健康行。"
    assert dict(read(again).links)["5月29日 健康行"] == activity.get_absolute_url()


def test_small_numbers_of_families_stay_small_cells(reader, county_editor, tree):
    Indicator.objects.filter(code="condolence_sessions").update(is_sensitive=True)
    factories.make_activity(county_editor, tree.village, MAY, {"condolence_persons": 3}, kind="condolence")
    assert "慰问服务场次 <5" in text(reader("village").get("/"))


def test_printing_gives_one_sheet(clinic, city):
    page = city.get("/").content.decode()
    assert "data-print hidden>打印一页纸" in page
    assert "数据截至2022年9月28日 14:05，怀化市计生协" in page
    assert '<div class="home screen-only' in page
    assert 'class="sheet"' in page
