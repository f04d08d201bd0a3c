"""Unfinished forms, and forms that come after the login ended."""

import html
from uuid import uuid4

from core.drafts import Draft
from tests.activities.entries import NEW, all_activities, clinic, form, people_of, text_of
from tests.factories import make_account, whole_network

SAVE = "/activities/drafts/save/"


def drafts():
    with whole_network():
        return list(Draft.objects.all())


def test_a_draft_can_be_gone_on_with_and_is_gone_with_its_record(county_editor, client_for, tree):
    client, sent = (
        client_for(county_editor),
        form(tree.village, title="写到一半", free_clinic_person_times="76"),
    )
    answer = client.post(SAVE, {**sent, "draft_version": "0", "window": "a"}).json()
    assert answer["draft_version"] == 1
    assert ":" in answer["saved_at"]
    listed = text_of(client.get("/activities/drafts/"))
    assert "茶溪村 2022-05-29 义诊" in listed
    page = text_of(client.get(f"{NEW}?draft={sent['record']}"))
    for words in ('value="写到一半"', 'value="76"', sent["record"]):
        assert words in page
    client.post(NEW, sent)
    assert drafts() == []
    assert people_of(tree.city) == 76


def test_a_late_autosave_leaves_no_ghost(county_editor, client_for, tree):
    client, sent = client_for(county_editor), form(tree.village, free_clinic_person_times="760")
    client.post(NEW, sent)
    assert client.post(SAVE, sent).status_code == 200
    assert drafts() == []


def test_half_a_form_is_good_enough_for_a_draft(county_editor, client_for, tree):
    client, record = client_for(county_editor), str(uuid4())
    sent = {"record": record, "association": "茶溪", "association_code": "", "days": "5.", "kind": ""}
    assert client.post(SAVE, {**sent, "figure_x": "abc"}).status_code == 200
    page = text_of(client.get(f"{NEW}?draft={record}"))
    assert 'value="茶溪"' in page
    assert 'value="5."' in page


def test_two_windows_do_not_overwrite_each_other(county_editor, client_for, tree):
    client, sent = client_for(county_editor), form(tree.village, free_clinic_person_times="1")
    client.post(SAVE, {**sent, "draft_version": "0", "window": "a"})
    client.post(SAVE, {**sent, "draft_version": "1", "window": "a"})
    behind = client.post(SAVE, {**sent, "draft_version": "1", "window": "b"})
    assert behind.status_code == 409
    assert "另一个窗口" in text_of(behind)
    lost_answer = client.post(SAVE, {**sent, "draft_version": "1", "window": "a"})
    assert lost_answer.json()["draft_version"] == 3


def test_an_edit_has_a_draft_of_its_own(county_editor, client_for, tree):
    client, activity = client_for(county_editor), clinic(county_editor, tree.village)
    sent = form(tree.village, version=1, title="改到一半", free_clinic_person_times="750")
    sent["record"] = str(activity.pk)
    draft = client.post(SAVE, sent).json()["draft"]
    assert draft != str(activity.pk)
    assert f"/activities/{activity.pk}/edit/?draft={draft}" in text_of(client.get("/activities/drafts/"))
    page = text_of(client.get(f"/activities/{activity.pk}/edit/?draft={draft}"))
    assert 'value="改到一半"' in page
    assert 'name="version" value="1"' in page
    client.post(f"/activities/{activity.pk}/edit/", sent)
    assert drafts() == []


def test_drafts_belong_to_one_person(county_editor, client_for, tree):
    colleague = client_for(make_account("zhang", tree.county))
    sent = form(tree.village, free_clinic_person_times="760")
    client_for(county_editor).post(SAVE, sent)
    assert "没有未完成的草稿" in text_of(colleague.get("/activities/drafts/"))
    assert colleague.get(f"{NEW}?draft={sent['record']}").status_code == 404
    assert colleague.post(f"/activities/drafts/{sent['record']}/delete/").status_code == 404
    assert colleague.post(SAVE, sent).status_code == 409
    assert len(drafts()) == 1


def test_a_draft_can_be_thrown_away(county_editor, client_for, tree):
    client, sent = client_for(county_editor), form(tree.village, free_clinic_person_times="760")
    client.post(SAVE, sent)
    client.post(f"/activities/drafts/{sent['record']}/delete/")
    assert drafts() == []


def test_a_draft_of_unreasonable_length_is_refused(county_editor, client_for, tree):
    answer = client_for(county_editor).post(SAVE, form(tree.village, summary="字" * 50_000))
    assert answer.status_code == 409
    assert drafts() == []


def test_without_scripts_the_button_keeps_the_draft_too(county_editor, client_for, tree):
    sent = form(tree.village, title="写到一半") | {"keep_draft": "1"}
    page = text_of(client_for(county_editor).post(NEW, sent, follow=True))
    assert "草稿已存" in page
    assert len(drafts()) == 1
    assert all_activities() == []


def test_without_scripts_the_figures_of_a_kind_are_one_button_away(county_editor, client_for, tree):
    sent = form(tree.village, title="健康行") | {"refresh": "1"}
    page = text_of(client_for(county_editor).post(NEW, sent))
    assert "义诊服务人次" in page
    assert 'value="健康行"' in page
    assert all_activities() == []


def test_a_form_that_came_after_the_login_ended_keeps_its_contents(client, tree):
    sent = form(tree.village, title="没有丢", free_clinic_person_times="760")
    answer = client.post(NEW, sent)
    assert answer.status_code == 401
    assert "没有丢" in html.unescape(text_of(answer))
    assert client.post(SAVE, sent).status_code == 401
    assert client.get("/activities/figures/", headers={"HX-Request": "true"}).status_code == 401
    assert all_activities() == []
