"""The coverage matrix: its cells, its filters, its exemptions, its sheet, and who may do what."""

import re
from datetime import date
from io import BytesIO

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from openpyxl import load_workbook

from core import scope
from core.audit.models import AuditEntry
from core.duties.declare import UnitSpan, duty_rule
from core.duties.models import DutyExemption, DutyStandard
from core.duties.services import Relief, exempt_units
from tests.factories import make_account, make_activity

TODAY = "2022-11-28 12:00+08:00"
LECTURE = {"health_lecture_attendance": 30}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(TODAY):
        yield


@pytest.fixture
def page(client_for, county_editor, tree):
    def get(place=None, account=county_editor, **query):
        url = reverse("reports:coverage", args=[(place or tree.county).code])
        return client_for(account).get(url, query)

    return get


@pytest.fixture
def lectures(county_editor, tree):
    for day in (date(2022, 3, 1), date(2022, 9, 1)):
        make_activity(county_editor, tree.village, day, LECTURE, kind="health_lecture")
    make_activity(county_editor, tree.xiaojiang, date(2022, 4, 1), LECTURE, kind="health_lecture")


def said(answer):
    return set(re.findall(r'aria-label="([^"]+)"', answer.content.decode()))


def test_each_cell_says_what_is_asked_and_what_was_done(page, lectures):
    words = said(page())
    assert "茶溪村，大讲堂，应 2 次，已 2 次，已完成" in words
    assert "小江村，大讲堂，应 2 次，已 1 次，临期" in words
    assert "长碛村，大讲堂，应 2 次，已 0 次，临期" in words


def test_a_year_that_is_over_is_late_and_summed_up(page, lectures):
    with time_machine.travel("2023-02-01 12:00+08:00"):
        text = page(year="2022", open="all").content.decode()
    assert "已完成 1 / 应完成 5" in text
    assert "应完成 5　20.0%" in text
    assert "逾期 4" in text


def test_filters_leave_the_rows_that_are_asked_for(page, tree, lectures):
    with time_machine.travel("2023-02-01 12:00+08:00"):
        late = page(year="2022", duty="health_lecture", only="overdue").context["matrix"]
        found = page(year="2022", text="cxc").context["matrix"]
        narrowed = page(year="2022", township=str(tree.township.code)).context["matrix"]
    assert (late.shown_rows, found.shown_rows, narrowed.shown_rows) == (4, 1, 3)
    assert (late.units, found.units) == (5, 5)


def test_nonsense_in_the_address_gives_the_usual_matrix(page):
    asked = {"group": "x", "year": "99999", "duty": "../", "township": "7", "only": "all", "sort": "?"}
    assert page(**asked).status_code == 200
    assert page(cell="x.y").status_code == 404
    assert page(cell="health_lecture.0").status_code == 404
    assert page(cell="health_lecture.2022-13-01.1").status_code == 404


def test_a_yearly_duty_alone_shows_its_months(page, lectures):
    words = said(page(duty="health_lecture"))
    assert "茶溪村，9月，1 次" in words
    assert "茶溪村，2022年，应 2 次，已 2 次，已完成" in words


def test_a_cell_lists_its_records_and_brings_the_form_of_the_gap(page, tree, lectures):
    done = page(cell=f"health_lecture.{tree.village.pk}", group="village").content.decode()
    assert "2022年3月1日" in done
    assert "下一轮 2023年12月31日前" in done
    assert 'id="entry-panel"' not in done
    gap = page(cell=f"health_lecture.{tree.xiaojiang.pk}").content.decode()
    assert "12月31日前完成，还有 33 天" in gap
    assert f"association_code={tree.xiaojiang.code}&amp;kind=health_lecture&amp;days=2022-11-28" in gap


def test_the_form_fits_into_a_drawer_and_says_what_it_saved(client_for, county_editor, tree):
    client = client_for(county_editor, headers={"HX-Target": "entry-panel"})
    asked = {"association_code": tree.xiaojiang.code, "association": "小江村", "kind": "health_lecture"}
    form = client.get(reverse("activities:activity_create"), {**asked, "days": "2022-11-28"})
    assert "<html" not in form.content.decode()
    values = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form.content.decode()))
    values |= {"days": "2022-11-28", "figure_health_lecture_attendance": "25"}
    refused = client.post(reverse("activities:activity_create"), {**values, "days": "2022-12-24"})
    assert (refused.status_code, "<html" in refused.content.decode()) == (422, False)
    saved = client.post(reverse("activities:activity_create"), values)
    assert "entry-saved" in saved.headers["HX-Trigger"]
    assert "小江村" in saved.content.decode()


def exempt(client_for, account, place, units, **given):
    values = {
        "duty": "council_meeting", "unit": [str(unit.pk) for unit in units], "first": "2022-01-01",
        "last": "2022-12-31", "reason": "整村搬迁", **given,
    }  # fmt: skip
    return client_for(account).post(reverse("reports:coverage", args=[place.code]), values)


def test_many_villages_are_exempted_at_once_with_a_reason_and_a_trace(client_for, county_editor, tree, page):
    assert exempt(client_for, county_editor, tree.county, [tree.village, tree.xiaojiang]).status_code == 302
    assert "茶溪村，理事会议，应 1 次，已 0 次，免" in said(page())
    with scope.everything():
        assert DutyExemption.objects.count() == 2
        assert AuditEntry.objects.filter(target_kind="core.dutyexemption", reason="整村搬迁").count() == 2
        key = DutyExemption.objects.get(label="茶溪村").pk
    url = reverse("reports:coverage", args=[tree.county.code])
    assert client_for(county_editor).post(url, {"withdraw": str(key)}).status_code == 302
    assert "茶溪村，理事会议，应 1 次，已 0 次，临期" in said(page())


@pytest.mark.parametrize("given", [{"reason": ""}, {"unit": []}, {"unit": ["77777"]}, {"last": "2021-01-01"}])
def test_an_exemption_without_reason_unit_or_order_is_refused(client_for, county_editor, tree, given):
    answer = exempt(client_for, county_editor, tree.county, [tree.village], **given)
    assert answer.status_code == 422
    with scope.everything():
        assert not DutyExemption.objects.exists()


def test_families_are_exempted_from_nothing(county_editor, tree):
    unit = UnitSpan("x", "户 ***001", tree.village.code)
    relief = Relief(duty_rule("family_visits"), date(2022, 1, 1), None, "长期在外")
    with scope.use(county_editor.scope), pytest.raises(ValidationError, match="特殊家庭的职责不作免除"):
        exempt_units(actor=county_editor, units=[(unit, tree.village)], relief=relief)


def test_a_village_asks_its_township_for_an_exemption(client_for, village_editor, tree):
    assert exempt(client_for, village_editor, tree.village, [tree.village]).status_code == 403


def test_a_neighbour_sees_nothing_and_exempts_nothing(client_for, neighbour_editor, tree, page):
    assert page(account=neighbour_editor).status_code == 404
    assert exempt(client_for, neighbour_editor, tree.county, [tree.village]).status_code == 404
    assert exempt(client_for, neighbour_editor, tree.neighbour, [tree.village]).status_code == 422


def test_families_are_summed_up_by_village_for_the_family_right_only(page, tree):
    seat = make_account("family_seat", tree.county, family_right=True)
    assert page(account=seat, group="family").context["asked"].group.code == "family"
    assert page(group="family").context["asked"].group.code == "village"


def test_the_sheet_holds_what_the_page_shows(client_for, county_editor, tree, lectures):
    url = reverse("reports:coverage_export", args=[tree.county.code])
    answer = client_for(county_editor).post(f"{url}?year=2022")
    sheet = load_workbook(BytesIO(answer.content)).active
    rows = {row[1]: row[2] for row in sheet.iter_rows(min_row=3, values_only=True) if row[1]}
    assert rows["茶溪村"] == "已完成 2/2"
    with scope.everything():
        assert AuditEntry.objects.filter(action="export").exists()


def test_the_matrix_takes_few_statements(client_for, county_editor, tree, counted, lectures):
    client, url = client_for(county_editor), reverse("reports:coverage", args=[tree.county.code])
    client.get(url)
    with counted() as queries:
        client.get(url)
    assert len(queries) <= 8, queries


def test_a_county_may_ask_more_and_never_less(client_for, county_administrator, county_editor, page, tree):
    client, url = client_for(county_administrator), reverse("core:duty_standard_list")
    looser = {"rule": "health_lecture", "minimum": "1", "since": "2022-01-01"}
    assert "不得低于 2 次" in client.post(url, looser).content.decode()
    assert client.post(url, {**looser, "minimum": "4", "basis": "县定"}).status_code == 302
    assert client_for(county_editor).post(url, {**looser, "minimum": "5"}).status_code == 403
    assert "茶溪村，大讲堂，应 4 次，已 0 次，临期" in said(page())
    assert client.post(url, {"remove": str(DutyStandard.objects.get().pk)}).status_code == 302
    assert "茶溪村，大讲堂，应 2 次，已 0 次，临期" in said(page())


def part(client_for, account, place, name):
    answer = client_for(account).get(reverse("reports:coverage", args=[place.code]), {"part": name})
    return answer.status_code, " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_the_home_page_of_a_village_lists_its_gaps_one_by_one(client_for, village_editor, tree, lectures):
    status, text = part(client_for, village_editor, tree.village, "home")
    assert status == 200
    assert "▲ 临期 村级理事会议，应 1 次，已 0 次 茶溪村 12月31日止 去登记" in text
    assert "大讲堂" not in text


def test_the_home_page_of_a_county_counts_them_by_duty(client_for, county_editor, tree, lectures):
    _, text = part(client_for, county_editor, tree.county, "home")
    assert "▲ 临期 “健康人生”大讲堂：4 个村社区临期 去看" in text


def test_the_dashboard_says_which_duties_are_late(client_for, county_editor, tree, lectures):
    with time_machine.travel("2022-12-31 12:00+08:00"):
        assert part(client_for, county_editor, tree.township, "late")[1].startswith(
            "■ 1 项职责有逾期 ： 示范点 1"
        )


def test_the_dashboard_of_a_village_lists_its_duties(client_for, village_editor, tree, lectures):
    text = part(client_for, village_editor, tree.village, "late")[1]
    assert "● 已完成 茶溪村 大讲堂 应 2 次，已 2 次" in text


def test_the_number_of_a_duty_opens_the_list_of_those_that_do_not_keep_it(
    client_for, county_editor, tree, lectures
):
    exempt(client_for, county_editor, tree.county, [tree.xiaojiang], duty="health_lecture")
    url = reverse("reports:figure_drawer", args=[tree.township.code, "health_lecture_per_village_year"])
    with time_machine.travel("2023-02-01 12:00+08:00"):
        answer = client_for(county_editor).get(url, {"period": "year", "year": "2022"})
    text = " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())
    assert "已完成 1 / 应完成 3 = 33.3%" in text
    assert "没有完成的（2）" in text
    assert "– 免 1/2 整村搬迁" in text
