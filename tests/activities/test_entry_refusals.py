"""What the entry form refuses: the sentence, nothing written, everything typed still there."""

import pytest
from django.utils import timezone

from tests.activities.entries import NEW, all_activities, form, made, make_school, text_of
from tests.factories import figure

DAYS = [
    ("", "请填日期"),
    ("明年", "认不出这个日期"),
    ("2022-02-30", "没有2022年2月30日这一天"),
    ("2999-01-01", "日期在今天之后"),
    ("明天", "日期在今天之后"),
    ("1900-01-01", "日期过早"),
    ("5.30-5.28", "结束日期早于开始日期"),
    ("2022-01-01至2022-03-01", "最多连续 31 天"),
    ("<script>alert(1)</script>", "认不出这个日期"),
]
NUMBERS = [
    ("", "请填写；没有发生请填 0"),
    ("-5", "不能为负数"),
    ("760.5", "只能是整数"),
    ("约760", "请填准确数"),
    ("760份", "单位是人次"),
    ("七百", "请填数字"),
    ("1" + "0" * 30, "数值过大"),
    ("99999999999", "数值过大"),
    ("10000001", "数值过大"),
    ("1e3", "请填数字"),
    ("0x10", "请填数字"),
    ("1,23", "千位分隔号"),
]


@pytest.mark.parametrize(("days", "sentence"), DAYS)
def test_days_that_cannot_be_are_refused_with_a_reason(county_editor, client_for, tree, days, sentence):
    sent = form(tree.village, days=days, title="健康行", free_clinic_person_times="760")
    answer = client_for(county_editor).post(NEW, sent)
    page = text_of(answer)
    assert answer.status_code == 422
    assert sentence in page
    assert 'value="健康行"' in page
    assert 'value="760"' in page
    assert all_activities() == []


@pytest.mark.parametrize(("number", "sentence"), NUMBERS)
def test_numbers_that_cannot_be_are_refused_with_a_reason(county_editor, client_for, tree, number, sentence):
    sent = form(tree.village, title="健康行", free_clinic_person_times=number, consultation_person_times="3")
    answer = client_for(county_editor).post(NEW, sent)
    page = text_of(answer)
    assert answer.status_code == 422
    assert sentence in page
    assert 'value="健康行"' in page
    assert f'name="figure_free_clinic_person_times" value="{number}"' in page or not number
    assert all_activities() == []


@pytest.mark.parametrize("number", ["\uff10", "0", " 760 ", "760人次", "1,204", "\uff11\uff12"])
def test_numbers_as_people_write_them_are_taken(county_editor, client_for, tree, number):
    sent = form(tree.village, free_clinic_person_times=number)
    assert client_for(county_editor).post(NEW, sent).status_code == 302


def test_empty_is_not_zero(county_editor, client_for, tree):
    sent = form(tree.village, free_clinic_person_times="0", consultation_person_times="")
    client_for(county_editor).post(NEW, sent)
    assert all_activities()[0].lines == {"activity_sessions": 100, "free_clinic_person_times": 0}


@pytest.mark.parametrize("place", ["neighbour", "neighbour_village", "namesake", "city"])
def test_a_unit_outside_the_range_does_not_exist(county_editor, client_for, tree, place):
    unit = getattr(tree, place)
    sent = form(tree.village, free_clinic_person_times="760")
    sent |= {"association": unit.path(), "association_code": str(unit.code)}
    answer = client_for(county_editor).post(NEW, sent)
    assert answer.status_code == 422
    assert "找不到这个单位" in text_of(answer)
    assert all_activities() == []
    assert figure(tree.city, "free_clinic_person_times", None, timezone.localdate()) is None


@pytest.mark.parametrize("code", ["1" + "0" * 30, "-1", "431281101221'--", "\x00", "\uff10"])
def test_nonsense_codes_of_units_are_refused(county_editor, client_for, tree, code):
    sent = form(tree.village, free_clinic_person_times="760")
    answer = client_for(county_editor).post(NEW, {**sent, "association": "无此村", "association_code": code})
    assert answer.status_code == 422
    assert all_activities() == []


@pytest.mark.parametrize("kind", ["", "nothing", "10" * 30, "\x00", "义诊"])
def test_an_unknown_kind_is_refused(county_editor, client_for, tree, kind):
    answer = client_for(county_editor).post(NEW, form(tree.village, kind, free_clinic_person_times="760"))
    assert answer.status_code == 422
    assert all_activities() == []


def test_a_school_is_needed_and_must_serve_the_unit(county_editor, neighbour_editor, client_for, tree):
    client = client_for(county_editor)
    ours, theirs = make_school(county_editor, tree.township), make_school(neighbour_editor, tree.neighbour)
    elsewhere = make_school(county_editor, tree.second_township, "安江中学")
    sent = form(tree.village, "youth_health_education", youth_health_education_audience="50")
    assert "须填写学校" in text_of(client.post(NEW, sent))
    for school in (theirs, elsewhere):
        assert "找不到这所学校" in text_of(client.post(NEW, {**sent, "school": str(school.pk)}))
    assert all_activities() == []
    assert client.post(NEW, {**sent, "school": str(ours.pk)}).status_code == 302
    assert all_activities()[0].semester == "2021-spring"


def test_the_folded_part_opens_where_the_kind_needs_one_of_it(county_editor, client_for, tree):
    page = text_of(client_for(county_editor).post(NEW, form(tree.village, "five_entries")))
    assert "“五进宣讲”须填写五进。" in page
    assert " open>" in page.split('id="entry-more"')[1][:20]


def test_only_the_declared_fields_reach_the_record(county_editor, client_for, tree):
    sent = form(tree.village, free_clinic_person_times="760", consultation_person_times="1")
    sent |= {
        "needs_check": "1",
        "withdrawn_reason": "x",
        "recorder": tree.city.pk,
        "created_by": "1",
        "code": "1",
    }
    sent |= {"lines": "{}", "figure_condolence_persons": "5", "figure_nothing": "5", "semester": "x"}
    client_for(county_editor).post(NEW, sent)
    activity = all_activities()[0]
    assert set(activity.lines) == {
        "activity_sessions", "free_clinic_person_times", "consultation_person_times"
    }  # fmt: skip
    assert (activity.created_by, activity.recorder, activity.code) == (
        county_editor, tree.county, tree.village.code
    )  # fmt: skip
    assert (activity.withdrawn_reason, activity.semester, activity.needs_check) == ("", "", False)


@pytest.mark.parametrize("name", ["title", "place", "partners", "summary"])
def test_too_long_texts_are_refused_and_null_characters_dropped(county_editor, client_for, tree, name):
    client = client_for(county_editor)
    sent = form(tree.village, free_clinic_person_times="1")
    assert client.post(NEW, sent | {name: "字" * 2001}).status_code == 422
    assert all_activities() == []
    assert client.post(NEW, sent | {name: "a\x00b"}).status_code == 302
    assert [getattr(row, name) for row in all_activities()] == ["ab"]


@pytest.mark.parametrize("edition", ["nothing:2022", "member_day_529:1", "x", "member_day_529:2022'"])
def test_editions_that_do_not_exist_are_left_out(county_editor, client_for, tree, edition):
    sent = form(tree.village, free_clinic_person_times="1", campaigns=edition, campaign_other=edition)
    assert client_for(county_editor).post(NEW, sent).status_code == 422
    assert all_activities() == []


@pytest.mark.parametrize(
    "query",
    ["?draft=x", "?copy=x", "?copy=00000000-0000-0000-0000-000000000000", "?draft=" + "9" * 40],
)
def test_links_to_nothing_are_not_found(county_editor, client_for, query):
    assert client_for(county_editor).get(f"{NEW}{query}").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "?association=%00&kind=%00&day=%00",
        "?association=" + "9" * 40 + "&kind=" + "9" * 40 + "&day=" + "9" * 40,
        "?day=99999999&campaigns=x&campaigns_for=y&school=z",
        "?association=%ED%A0%80&days=0000",
    ],
)
def test_nonsense_in_a_link_gives_the_empty_form(county_editor, client_for, query):
    client = client_for(county_editor)
    assert client.get(f"{NEW}{query}").status_code == 200
    assert client.get(f"/activities/figures/{query}").status_code == 200
    assert client.get(f"/activities/gains/{query}&editing=x").status_code == 404


def test_scripts_in_texts_stay_texts(county_editor, client_for, tree):
    evil = "<script>alert(1)</script>"
    activity = made(
        county_editor, tree.village, "other", given={"title": evil, "summary": evil, "place": evil}
    )
    client = client_for(county_editor)
    for url in ("/activities/?period=all", f"/activities/{activity.pk}/", f"/activities/{activity.pk}/edit/"):
        page = text_of(client.get(url))
        assert evil not in page
        assert "&lt;script&gt;" in page


@pytest.mark.parametrize("role", ["city_viewer", "county_reviewer", "county_administrator", "auditor"])
def test_only_editors_record(people, client_for, tree, role):
    client = client_for(people[role])
    assert client.get(NEW).status_code == 403
    assert client.post(NEW, form(tree.village, free_clinic_person_times="1")).status_code == 403
    assert all_activities() == []
