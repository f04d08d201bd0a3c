"""The catalogue of indicators: everybody reads it, administrators of the city keep it."""

from datetime import date

import pytest
from django.urls import reverse

from core.audit.models import AuditEntry
from core.figures.models import Indicator
from tests.factories import figure, indicator, make_entry, whole_network

NEW = "/indicators/new/"
FLOW = {
    "code": "grid_visits",
    "name": "网格走访次数",
    "kind": "flow",
    "unit": "次",
    "source": "core.figureentry",
    "definition": "网格员上门走访，一户一次。",
    "entry_level": "village",
    "report_style": "exact",
    "order": "2000",
}
RATIO = {
    **FLOW,
    "code": "grid_visit_rate",
    "name": "网格走访率",
    "kind": "ratio",
    "unit": "%",
    "source": "",
}


def address(name, code):
    return reverse(f"core:indicator_{name}", args=[code])


def errors(answer):
    assert answer.status_code == 422
    return answer.content.decode()


@pytest.mark.parametrize(
    "who", ["city_viewer", "county_editor", "village_editor", "auditor", "administrator"]
)
def test_everybody_reads_the_catalogue_and_only_the_city_office_is_offered_changes(client_for, people, who):
    client = client_for(people[who])
    page = client.get(reverse("core:indicator_list"), {"text": "义诊"}).content.decode()
    assert "义诊服务人次" in page
    assert "现场义诊接诊人次" in page
    assert ("新建指标" in page) == (who == "administrator")
    detail = client.get(address("detail", "free_clinic_person_times")).content.decode()
    assert "同一人看两次计2人次" in detail
    assert ("停用</a>" in detail) == (who == "administrator")


def test_the_list_is_narrowed_by_service_line_kind_text_and_state(client_for, city_viewer):
    client, listing = client_for(city_viewer), reverse("core:indicator_list")

    def shown(**chosen):
        return client.get(listing, chosen).content.decode()

    assert "会员之家数" in shown(service_line="advocacy", kind="stock")
    assert "健康驿站" not in shown(service_line="advocacy", kind="stock")
    assert "没有这样的指标" in shown(text="没有这样的")
    Indicator.objects.filter(code="member_home_count").update(is_active=False)
    assert "没有这样的指标" in shown(text="会员之家数")
    assert "已停用" in shown(text="会员之家数", state="retired")
    assert "会员之家数" in shown(text="会员之家数", state="all")


def test_a_ratio_links_to_its_parts_and_a_part_to_its_ratios(client_for, city_viewer):
    client = client_for(city_viewer)
    page = client.get(address("detail", "prenatal_screening_completion_rate")).content.decode()
    assert address("detail", "prenatal_screening_completed") in page
    assert address("detail", "prenatal_screening_target") in page
    part = client.get(address("detail", "prenatal_screening_target")).content.decode()
    assert address("detail", "prenatal_screening_completion_rate") in part
    assert "不按月相加" in part
    assert client.get(address("detail", "no_such_thing")).status_code == 404


def test_the_city_office_adds_an_indicator_which_can_be_typed_at_once(
    client_for, administrator, county_editor, tree
):
    answer = client_for(administrator).post(NEW, FLOW, follow=True)
    assert "指标已新建。" in answer.content.decode()
    assert "网格员上门走访" in answer.content.decode()
    make_entry(county_editor, tree.village, "grid_visits", date(2022, 5, 1), 12)
    assert figure(tree.city, "grid_visits", None, date(2022, 12, 31)) == 12
    with whole_network():
        entry = AuditEntry.objects.get(action="create", target_kind="core.indicator")
        assert entry.changes["unit"] == [None, "次"]


def test_a_ratio_is_read_as_soon_as_it_is_made(client_for, administrator, county_editor, tree):
    parts = {"numerator": "prenatal_diagnosis_intervention", "denominator": "prenatal_risk_found"}
    keys = {name: indicator(code).pk for name, code in parts.items()}
    assert client_for(administrator).post(NEW, {**RATIO, **keys}).status_code == 302
    make_entry(county_editor, tree.county, "prenatal_diagnosis_intervention", date(2022, 5, 1), 1)
    make_entry(county_editor, tree.county, "prenatal_risk_found", date(2022, 5, 1), 3)
    assert str(figure(tree.city, "grid_visit_rate", None, date(2022, 12, 31))) == "33.33"


@pytest.mark.parametrize(
    ("base", "given", "sentence"),
    [
        (FLOW, {"code": "free_clinic_person_times"}, "已存在"),
        (FLOW, {"code": "Grid Visits"}, "代码"),
        (FLOW, {"code": "9visits"}, "以字母开头"),
        (FLOW, {"code": "new"}, "以字母开头"),
        (FLOW, {"name": ""}, "这个字段是必填项"),
        (FLOW, {"kind": "rule"}, "rule"),
        (FLOW, {"kind": "computed", "source": ""}, "computed"),
        (FLOW, {"source": ""}, "请选来源"),
        (FLOW, {"source": "members.member"}, "members.member"),
        (FLOW, {"unit": "%"}, "只有比率的单位是 %"),
        (FLOW, {"kind": "target", "source": "activities.activity"}, "年度任务一年只有一个数"),
        (FLOW, {"numerator": "member_count"}, "只有比率才有分子、分母"),
        (RATIO, {"numerator": "member_count"}, "比率要同时选分子和分母"),
        (RATIO, {"numerator": "member_count", "denominator": "member_count"}, "不能是同一项指标"),
        (RATIO, {"numerator": "dual_contact_coverage", "denominator": "member_count"}, "选择一个有效的选项"),
        (RATIO, {"numerator": "member_count", "denominator": "school_count", "unit": "人"}, "比率的单位是 %"),
        (
            RATIO,
            {"numerator": "member_count", "denominator": "school_count", "source": "core.figureentry"},
            "比率由系统计算",
        ),
    ],
)
def test_an_indicator_that_makes_no_sense_is_refused_with_a_reason(
    client_for, administrator, base, given, sentence
):
    before = Indicator.objects.count()
    parts = {name: indicator(given[name]).pk for name in ("numerator", "denominator") if name in given}
    assert sentence in errors(client_for(administrator).post(NEW, {**base, **given, **parts}))
    assert Indicator.objects.count() == before


@pytest.mark.parametrize("who", ["city_viewer", "county_editor", "county_administrator", "auditor"])
def test_others_may_not_change_the_catalogue(client_for, people, who):
    client = client_for(people[who])
    assert client.get(NEW).status_code == 403
    assert client.post(NEW, FLOW).status_code == 403
    assert client.post(address("edit", "member_count"), FLOW).status_code == 403
    assert client.post(address("retire", "member_count"), {"reason": "不再统计"}).status_code == 403
    assert client.post(address("reactivate", "member_count")).status_code == 403


def test_the_code_never_changes_and_kind_and_unit_only_until_a_figure_stands(
    client_for, administrator, county_editor, tree
):
    client = client_for(administrator)
    client.post(NEW, FLOW)
    assert (
        client.post(address("edit", "grid_visits"), {**FLOW, "code": "other", "unit": "户"}).status_code
        == 302
    )
    assert indicator("grid_visits").unit == "户"
    make_entry(county_editor, tree.village, "grid_visits", date(2022, 5, 1), 0)
    page = client.get(address("edit", "grid_visits")).content.decode()
    assert "这项指标已有数据或已被使用，不能再改。" in page
    answer = client.post(
        address("edit", "grid_visits"), {**FLOW, "name": "走访次数", "unit": "人", "kind": "stock"}
    )
    assert answer.status_code == 302
    row = indicator("grid_visits")
    assert (row.name, row.unit, row.kind) == ("走访次数", "户", "flow")
    with whole_network():
        changes = (
            AuditEntry.objects.filter(action="update", target_kind="core.indicator").latest("pk").changes
        )
        assert changes == {"name": ["网格走访次数", "走访次数"]}


def test_shipped_indicators_keep_their_kind_unit_and_source_but_not_their_definition(
    client_for, administrator
):
    for code in (
        "member_count",
        "village_unit_count",
        "free_clinic_person_times",
        "health_lecture_per_village_year",
    ):
        row = indicator(code)
        given = {
            **FLOW,
            "name": row.name,
            "definition": "新的口径",
            "unit": "个",
            "source": "core.figureentry",
        }
        assert client_for(administrator).post(address("edit", code), given).status_code == 302
        after = indicator(code)
        assert (after.kind, after.unit, after.source) == (row.kind, row.unit, row.source)
        assert after.definition == "新的口径"


def test_a_shipped_ratio_can_be_edited_and_keeps_both_parts(client_for, administrator):
    row = indicator("activity_village_coverage")
    given = {**RATIO, "name": "活动覆盖率", "numerator": row.numerator_id, "denominator": row.denominator_id}
    assert client_for(administrator).post(address("edit", row.code), given).status_code == 302
    after = indicator(row.code)
    assert (after.name, after.numerator_id, after.denominator_id) == (
        "活动覆盖率",
        row.numerator_id,
        row.denominator_id,
    )


def test_a_retired_indicator_stays_in_reports_and_can_come_back(
    client_for, administrator, county_editor, tree
):
    make_entry(county_editor, tree.village, "wechat_post_issues", date(2022, 5, 1), 3)
    client = client_for(administrator)
    question = client.get(address("retire", "wechat_post_issues")).content.decode()
    assert "已有明细 1 条（其中填报数 1 条），以前的报表照旧显示。" in question
    errors(client.post(address("retire", "wechat_post_issues"), {"reason": "  无"}))
    assert client.post(address("retire", "wechat_post_issues"), {"reason": "不再统计"}).status_code == 302
    assert not indicator("wechat_post_issues").is_active
    assert figure(tree.city, "wechat_post_issues", None, date(2022, 12, 31)) == 3
    detail = client.get(address("detail", "wechat_post_issues")).content.decode()
    assert "以前的报表照旧显示" in detail
    assert "恢复使用" in detail
    client.post(address("reactivate", "wechat_post_issues"))
    assert indicator("wechat_post_issues").is_active
    with whole_network():
        acts = (
            AuditEntry.objects.filter(target_kind="core.indicator")
            .order_by("pk")
            .values_list("action", "reason")
        )
        assert list(acts) == [("retire", "不再统计"), ("enable", "")]
