"""Recording on a phone, as far as the server has a part in it."""

from uuid import uuid4

import pytest

from activities.forms.entry import EntryFields
from activities.models import Attachment
from activities.phone import KEPT_ALWAYS, KEPT_OTHERWISE
from tests.activities.entries import DAY, NEW, all_activities, clinic, form, made, text_of
from tests.activities.test_files import files, photo
from tests.factories import whole_network

WECHAT = "Mozilla/5.0 (Linux; Android 10) Chrome/86 Mobile Safari/537.36 MicroMessenger/8.0.16"
WORDS = "请点右上角 ··· 选“在浏览器打开”再下载"
# What a person writes in own words, and what is counted or chosen about the people of an event.
WRITTEN = {"title", "place", "partners", "summary", "figure_", "school", "venue", "themes", "deliveries"}


def send(client, activity, key, **more):
    sent = {"attachment": str(key), "files_photo": photo(), **more}
    return client.post(f"/activities/{activity.pk}/files/send/", sent)


def test_what_a_phone_may_keep_is_listed_name_by_name():
    assert set(EntryFields.base_fields) <= {*KEPT_ALWAYS, *KEPT_OTHERWISE}
    assert not WRITTEN & set(KEPT_ALWAYS)
    assert set(KEPT_ALWAYS) - set(EntryFields.base_fields) == {"window", "draft_version", "association_code"}
    assert {name for name in (*KEPT_ALWAYS, *KEPT_OTHERWISE) if name.endswith("_")} == {"figure_"}


@pytest.mark.parametrize(
    ("kind", "marked"),
    [("condolence", True), ("warm_activity", True), ("volunteer_service", True), ("free_clinic", False)],
)
def test_events_about_special_families_are_marked_for_the_phone(village_editor, client_for, kind, marked):
    page = text_of(client_for(village_editor).get(NEW, {"kind": kind}))
    assert ("data-about-families" in page) is marked
    boxes = text_of(client_for(village_editor).get("/activities/figures/", {"kind": kind}))
    assert ("data-about-families" in boxes) is marked


def test_only_a_new_record_is_left_to_the_scripts_of_the_phone(village_editor, client_for, tree):
    client = client_for(village_editor)
    assert "data-phone" in text_of(client.get(NEW))
    edit = text_of(client.get(f"{clinic(village_editor, tree.village).get_absolute_url()}edit/"))
    assert "data-phone" not in edit


def test_a_phone_learns_what_was_saved_and_where_pictures_go(village_editor, client_for, tree):
    sent = form(tree.village, free_clinic_person_times="76", then="phone")
    client = client_for(village_editor)
    first, again = client.post(NEW, sent).json(), client.post(NEW, sent).json()
    activity = all_activities()[0]
    assert len(all_activities()) == 1
    assert first == again
    assert first["seen"] == "已登记，镇、县已可看到"
    assert first["line"] == "茶溪村 5月29日 义诊 76 人次"
    assert first["files_url"] == f"/activities/{activity.pk}/files/send/"
    assert "notice--success" not in text_of(client.get("/activities/?period=all"))


@pytest.mark.parametrize(("place", "seen"), [("township", "县、市"), ("county", "市")])
def test_who_sees_a_record_depends_on_the_level(county_editor, client_for, tree, place, seen):
    sent = form(getattr(tree, place), free_clinic_person_times="76", then="phone")
    assert client_for(county_editor).post(NEW, sent).json()["seen"] == f"已登记，{seen}已可看到"


def test_a_picture_that_is_sent_twice_is_stored_once(village_editor, client_for, tree):
    client, activity, key = client_for(village_editor), clinic(village_editor, tree.village), uuid4()
    for _ in range(2):
        assert send(client, activity, key).json() == {"attachment": str(key)}
    assert [file.pk for file in files()] == [key]


def test_an_id_of_a_file_serves_one_record_and_one_person(village_editor, county_editor, client_for, tree):
    activity, other = clinic(village_editor, tree.village), clinic(village_editor, tree.village)
    key = uuid4()
    send(client_for(village_editor), activity, key)
    for client, target in ((client_for(village_editor), other), (client_for(county_editor), activity)):
        answer = send(client, target, key)
        assert answer.status_code == 422
        assert "请重新选一次" in text_of(answer)
    with whole_network():
        assert Attachment.objects.count() == 1


@pytest.mark.parametrize("attachment", ["", "nonsense"])
def test_a_picture_without_an_id_is_refused(village_editor, client_for, tree, attachment):
    activity = clinic(village_editor, tree.village)
    assert send(client_for(village_editor), activity, attachment).status_code == 422
    assert files() == []


def test_a_file_that_cannot_be_stored_is_refused_in_words(village_editor, client_for, tree):
    activity = clinic(village_editor, tree.village)
    bad = {"files_photo": photo("坏.txt.exe")}
    answer = send(client_for(village_editor), activity, uuid4(), **bad)
    assert (answer.status_code, files()) == (422, [])
    assert "不能上传" in text_of(answer)


def test_the_start_page_offers_four_kinds_and_what_is_open(village_editor, client_for, tree):
    clinic(village_editor, tree.village)
    for day, people in ((29, 50), (30, 700)):
        given = {"day": DAY.replace(day=day), "consultation_person_times": people}
        made(village_editor, tree.village, "consultation", **given)
    client = client_for(village_editor)
    client.post("/activities/drafts/save/", {**form(tree.village, "council_meeting"), "draft_version": "0"})
    page = text_of(client.get("/activities/phone/"))
    assert page.count('class="button tile"') == 4
    assert page.index(">义诊<") < page.index(">更多<")
    assert "待核实：茶溪村 5月30日 咨询 700 人次" in page
    assert "没登记完：茶溪村 2022-05-29 理事会议" in page


def test_the_own_village_is_not_asked_for(village_editor, county_editor, client_for, tree):
    assert "entry-unit--own" in text_of(client_for(village_editor).get(NEW))
    page = text_of(client_for(county_editor).get(NEW, {"association": str(tree.village.code)}))
    assert "entry-unit--own" not in page


@pytest.mark.parametrize("path", ["/dashboard/", "{detail}", "/activities/?period=all"])
def test_inside_wechat_a_line_stands_beside_downloads(village_editor, client_for, tree, path):
    activity = clinic(village_editor, tree.village)
    client = client_for(village_editor)
    send(client, activity, uuid4())
    address = path.format(detail=activity.get_absolute_url())
    page = text_of(client.get(address, headers={"user-agent": WECHAT}, follow=True))
    assert '<body class="in-wechat">' in page
    assert WORDS in page
    assert "in-wechat" not in text_of(client.get(address, follow=True))
