"""Changing, deleting and restoring an activity; two people at one record."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from activities.models import Attachment
from activities.services import restore_activity, withdraw_activity
from core import scope
from core.audit.models import AuditEntry
from core.figures.models import MonthTotal
from tests.activities.entries import clinic, form, made, make_school, people_of, reread, text_of
from tests.factories import figure, make_account, make_edition, whole_network


def edit_url(activity):
    return f"/activities/{activity.pk}/edit/"


def change(activity, place, **more):
    return form(place, version=activity.version, **more)


def test_a_changed_number_changes_every_level_by_the_difference(county_editor, client_for, tree):
    activity = clinic(county_editor, tree.village)
    sent = change(activity, tree.village, free_clinic_person_times="750")
    answer = client_for(county_editor).post(edit_url(activity), sent)
    assert answer.status_code == 302
    assert {people_of(place) for place in (tree.village, tree.township, tree.county, tree.city)} == {750}
    assert reread(activity).version == 2


def test_the_form_holds_what_was_saved(county_editor, client_for, tree):
    given = {"title": "健康行", "themes": ["family_health"], "venue": "community"}
    activity = clinic(county_editor, tree.village, given=given)
    page = text_of(client_for(county_editor).get(edit_url(activity)))
    for words in ('value="健康行"', 'value="760"', "茶溪村 · 黔城镇 · 洪江市", 'value="2022-05-29"'):
        assert words in page
    assert 'value="community" selected' in page
    assert "checked" in page.split('name="themes" value="family_health"')[1].split(">")[0]


def test_moving_a_record_to_another_village_moves_its_numbers_and_files(county_editor, client_for, tree):
    activity = clinic(county_editor, tree.village)
    with scope.use(county_editor.scope), scope.transaction():
        Attachment.objects.create(
            activity=activity, association=tree.village, name="a.txt", suffix=".txt", content_type="", size=1
        )
    sent = change(activity, tree.minzhu, free_clinic_person_times="760")
    client_for(county_editor).post(edit_url(activity), sent)
    assert not people_of(tree.village)
    assert not people_of(tree.township)
    assert (people_of(tree.minzhu), people_of(tree.second_township), people_of(tree.county)) == (
        760,
        760,
        760,
    )
    with whole_network():
        assert Attachment.objects.get().code == tree.minzhu.code


def test_another_kind_takes_its_own_constants(county_editor, client_for, tree):
    activity = clinic(county_editor, tree.village)
    sent = change(activity, tree.village, kind="theme_publicity", free_clinic_person_times="760")
    client_for(county_editor).post(edit_url(activity), sent)
    assert people_of(tree.city, "advocacy_activity_sessions") == 1
    assert reread(activity).key_task == "publicity_education"


def test_another_day_moves_the_month_and_the_edition_can_be_taken_off(county_editor, client_for, tree):
    edition = make_edition()
    activity = clinic(county_editor, tree.village, editions=[edition])
    sent = change(activity, tree.village, days="2022-04-29", free_clinic_person_times="760")
    client_for(county_editor).post(edit_url(activity), sent)
    assert figure(tree.city, "free_clinic_person_times", date(2022, 4, 1), date(2022, 4, 30)) == 760
    assert not figure(tree.city, "free_clinic_person_times", date(2022, 5, 1), date(2022, 5, 31))
    assert not figure(tree.city, "free_clinic_person_times", None, date(2022, 12, 31), edition)


def test_a_stale_version_shows_both_and_changes_nothing(county_editor, client_for, tree):
    colleague = make_account("zhang", tree.county, name="张某")
    activity = clinic(county_editor, tree.village)
    client_for(colleague).post(
        edit_url(activity), change(activity, tree.village, free_clinic_person_times="800")
    )
    mine = change(activity, tree.village, free_clinic_person_times="760", title="我的主题")
    answer = client_for(county_editor).post(edit_url(activity), mine)
    page = text_of(answer)
    assert answer.status_code == 409
    for words in ("用我的", "用张某的", "800 人次", "760 人次", "我的主题"):
        assert words in page
    assert "合作单位" not in page
    assert people_of(tree.city) == 800


def test_choices_between_two_versions_are_saved_field_by_field(county_editor, client_for, tree):
    colleague = make_account("zhang", tree.county, name="张某")
    activity = clinic(county_editor, tree.village)
    client_for(colleague).post(
        edit_url(activity), change(activity, tree.village, free_clinic_person_times="800")
    )
    chosen = form(tree.village, version=2, free_clinic_person_times="760", title="我的主题")
    chosen |= {"take_figure_free_clinic_person_times": "theirs", "take_title": "mine"}
    client_for(county_editor).post(edit_url(activity), chosen)
    saved = reread(activity)
    assert (saved.title, saved.version, people_of(tree.city)) == ("我的主题", 3, 800)


def test_what_the_other_changed_is_proposed(county_editor, client_for, tree):
    colleague = make_account("zhang", tree.county, name="张某")
    activity = clinic(county_editor, tree.village)
    client_for(colleague).post(
        edit_url(activity), change(activity, tree.village, free_clinic_person_times="800")
    )
    mine = change(activity, tree.village, free_clinic_person_times="760", title="我的主题")
    page = text_of(client_for(county_editor).post(edit_url(activity), mine))
    proposed = page.split('name="take_figure_free_clinic_person_times" value="theirs"')[1].split(">")[0]
    assert "checked" in proposed
    assert "checked" in page.split('name="take_title" value="mine"')[1].split(">")[0]


def test_a_form_without_its_version_is_refused(county_editor, client_for, tree):
    activity = clinic(county_editor, tree.village)
    sent = form(tree.village, free_clinic_person_times="1")
    assert client_for(county_editor).post(edit_url(activity), sent).status_code == 400
    assert people_of(tree.city) == 760


def test_deleting_asks_with_numbers_wants_a_reason_and_can_be_taken_back(county_editor, client_for, tree):
    client, activity = client_for(county_editor), clinic(county_editor, tree.village)
    url = f"/activities/{activity.pk}/withdraw/"
    assert "茶溪村、黔城镇、洪江市、怀化市 的 义诊服务人次 各减 760" in text_of(client.get(url))
    assert client.post(url, {"reason": ""}).status_code == 422
    client.post(url, {"reason": "重复登记"})
    assert not people_of(tree.city)
    assert "重复登记" in text_of(client.get(f"/activities/{activity.pk}/"))
    assert "茶溪村" in text_of(client.get("/activities/?period=all&only=withdrawn"))
    client.post(f"/activities/{activity.pk}/restore/")
    assert people_of(tree.city) == 760


def test_deleting_twice_takes_the_numbers_back_once(county_editor, client_for, tree):
    client, activity = client_for(county_editor), clinic(county_editor, tree.village)
    clinic(county_editor, tree.xiaojiang, 40)
    for _ in range(2):
        client.post(f"/activities/{activity.pk}/withdraw/", {"reason": "重复登记"})
        client.post(f"/activities/{activity.pk}/undo/")
    assert people_of(tree.city) == 40


def test_a_deleted_record_cannot_be_edited(county_editor, client_for, tree):
    activity = clinic(county_editor, tree.village)
    with scope.use(county_editor.scope):
        withdraw_activity(actor=county_editor, activity=activity, reason="重复登记")
    assert client_for(county_editor).get(edit_url(activity)).status_code == 404
    with scope.use(county_editor.scope):
        restore_activity(actor=county_editor, activity=activity)
    assert client_for(county_editor).get(edit_url(activity)).status_code == 200


def test_a_viewer_may_not_delete(city_viewer, county_editor, tree):
    activity = clinic(county_editor, tree.village)
    with scope.use(city_viewer.scope), pytest.raises(PermissionDenied):
        withdraw_activity(actor=city_viewer, activity=activity, reason="重复登记")


def test_the_history_names_who_changed_what(county_editor, client_for, tree):
    activity = clinic(county_editor, tree.village)
    sent = change(activity, tree.village, free_clinic_person_times="750", title="健康行")
    client_for(county_editor).post(edit_url(activity), sent)
    page = text_of(client_for(county_editor).get(f"/activities/{activity.pk}/"))
    for words in ("义诊服务人次 760 → 750", "主题 没有填 → 健康行", "第 2 版"):
        assert words in page
    with whole_network():
        assert AuditEntry.objects.filter(target_id=str(activity.pk)).count() == 2


def test_totals_and_lines_agree_after_all_of_it(county_editor, client_for, tree):
    activity = clinic(county_editor, tree.village, editions=[make_edition()])
    school = make_school(county_editor, tree.township)
    made(
        county_editor,
        tree.village,
        "youth_health_education",
        given={"school": school},
        **{"youth_health_education_audience": 50},
    )
    client_for(county_editor).post(
        edit_url(activity), change(activity, tree.minzhu, free_clinic_person_times="0")
    )
    with whole_network():
        assert not MonthTotal.objects.filter(value__lt=0).exists()
    assert people_of(tree.city) == 0
    assert people_of(tree.city, "youth_health_education_audience") == 50
