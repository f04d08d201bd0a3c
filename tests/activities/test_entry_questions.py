"""Soft questions, possible twins, and forms that come twice."""

from datetime import date

from tests.activities.entries import NEW, all_activities, clinic, form, people_of, reread, text_of
from tests.factories import make_account


def test_a_surprising_number_is_saved_and_marked_until_it_is_explained(county_editor, client_for, tree):
    client = client_for(county_editor)
    clinic(county_editor, tree.village, 742, day=date(2022, 5, 12))
    page = text_of(client.post(NEW, form(tree.village, free_clinic_person_times="7600"), follow=True))
    assert "▲ 请核实" in page
    activity = next(row for row in all_activities() if row.first_day == date(2022, 5, 29))
    assert activity.needs_check
    assert "请核实" in text_of(client.get("/activities/?period=all&only=check"))
    edit = text_of(client.get(f"/activities/{activity.pk}/edit/"))
    assert "比上次多 9.2 倍" in edit
    sent = form(tree.village, version=1, free_clinic_person_times="7600")
    sent["figure_free_clinic_person_times_reason"] = "全镇集中义诊"
    client.post(f"/activities/{activity.pk}/edit/", sent)
    saved = reread(activity)
    assert not saved.needs_check
    assert saved.explanations == {"free_clinic_person_times": "全镇集中义诊"}
    assert "全镇集中义诊" in text_of(client.get(f"/activities/{activity.pk}/"))


def test_a_reason_given_at_once_is_kept_and_nothing_is_marked(county_editor, client_for, tree):
    clinic(county_editor, tree.village, 742, day=date(2022, 5, 12))
    sent = form(tree.village, free_clinic_person_times="7600", free_clinic_person_times_reason="x")
    sent["figure_free_clinic_person_times_reason"] = sent.pop("free_clinic_person_times_reason")
    client_for(county_editor).post(NEW, sent)
    assert not any(row.needs_check for row in all_activities())


def test_the_question_stands_under_the_box_when_the_form_comes_back(county_editor, client_for, tree):
    clinic(county_editor, tree.village, 742, day=date(2022, 5, 12))
    sent = form(tree.village, days="", free_clinic_person_times="7420")
    page = text_of(client_for(county_editor).post(NEW, sent))
    assert "比上次多 9 倍" in page
    assert 'name="figure_free_clinic_person_times_reason"' in page


def test_a_possible_twin_is_asked_about_and_nothing_is_lost(county_editor, village_editor, client_for, tree):
    clinic(county_editor, tree.township)
    client = client_for(village_editor)
    first = clinic(village_editor, tree.village)
    sent = form(tree.village, days="2022-05-30", title="第二天", free_clinic_person_times="750")
    answer = client.post(NEW, sent)
    page = text_of(answer)
    assert answer.status_code == 422
    assert "茶溪村 5月29日已登记义诊 760 人次" in page
    assert "黔城镇" not in page.split('id="entry-twins"')[1].split("</fieldset>")[0]
    assert 'value="第二天"' in page
    assert len(all_activities()) == 2
    assert client.post(NEW, {**sent, "twin_answer": str(first.pk)}).status_code == 302
    assert people_of(tree.village) == 1510


def test_a_county_clerk_is_asked_about_the_township_above_the_village(county_editor, client_for, tree):
    clinic(county_editor, tree.township)
    page = text_of(client_for(county_editor).post(NEW, form(tree.village, free_clinic_person_times="40")))
    assert "黔城镇 同日已登记义诊 760 人次" in page


def test_an_answer_about_one_twin_does_not_cover_another(county_editor, client_for, tree):
    first = clinic(county_editor, tree.township)
    clinic(county_editor, tree.village)
    sent = form(tree.village, twin_answer=str(first.pk), free_clinic_person_times="40")
    assert client_for(county_editor).post(NEW, sent).status_code == 422


def test_another_kind_or_day_is_no_twin(county_editor, client_for, tree):
    clinic(county_editor, tree.village)
    client = client_for(county_editor)
    assert (
        client.post(NEW, form(tree.village, days="2022-06-02", free_clinic_person_times="1")).status_code
        == 302
    )
    assert (
        client.post(NEW, form(tree.village, "consultation", consultation_person_times="1")).status_code == 302
    )


def test_changing_a_number_does_not_ask_about_twins_again(county_editor, client_for, tree):
    clinic(county_editor, tree.township)
    activity = clinic(county_editor, tree.village)
    sent = form(tree.village, version=1, free_clinic_person_times="750")
    assert client_for(county_editor).post(f"/activities/{activity.pk}/edit/", sent).status_code == 302


def test_the_same_form_twice_makes_one_record(county_editor, client_for, tree):
    sent = form(tree.village, free_clinic_person_times="760")
    client = client_for(county_editor)
    answers = [client.post(NEW, sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].url == answers[1].url
    assert len(all_activities()) == 1
    assert people_of(tree.city) == 760


def test_an_old_form_with_other_contents_is_not_silently_dropped(county_editor, client_for, tree):
    sent = form(tree.village, free_clinic_person_times="760")
    client = client_for(county_editor)
    client.post(NEW, sent)
    answer = client.post(NEW, {**sent, "figure_free_clinic_person_times": "900"})
    assert answer.status_code == 422
    assert "这张表单已登记为" in text_of(answer)
    assert people_of(tree.city) == 760


def test_the_id_of_a_record_of_somebody_else_is_refused(county_editor, client_for, tree):
    other = make_account("zhang", tree.county, name="张某")
    sent = form(tree.village, free_clinic_person_times="760")
    client_for(other).post(NEW, sent)
    answer = client_for(county_editor).post(NEW, sent)
    assert answer.status_code == 422
    assert "这张表单已失效" in text_of(answer)
    assert people_of(tree.city) == 760
