"""Recording an activity through its page, and what it counts at every level."""

from datetime import date
from uuid import uuid4

from activities.models import ActivityKind, KindFigure
from core.audit.models import AuditEntry
from core.figures.models import Indicator
from tests.activities.entries import NEW, all_activities, clinic, form, made, people_of, reread, text_of
from tests.factories import figure, make_edition, whole_network


def test_an_activity_of_a_village_counts_at_village_township_county_and_city(county_editor, client_for, tree):
    answer = client_for(county_editor).post(NEW, form(tree.village, free_clinic_person_times="760"))
    assert answer.status_code == 302
    for place in (tree.village, tree.township, tree.county, tree.city):
        assert people_of(place) == 760
        assert people_of(place, "activity_sessions") == 1
    assert people_of(tree.neighbour) is None


def test_the_slim_line_after_saving_names_the_record_and_offers_to_undo_it(county_editor, client_for, tree):
    client = client_for(county_editor)
    page = text_of(client.post(NEW, form(tree.village, free_clinic_person_times="760"), follow=True))
    assert "已登记 茶溪村 5月29日 义诊 760 人次" in page
    assert "查看" in page
    assert "撤销" in page
    assert "已登记 茶溪村" not in text_of(client.get("/activities/"))


def test_undoing_takes_the_numbers_back_and_can_be_restored(county_editor, client_for, tree):
    client = client_for(county_editor)
    client.post(NEW, form(tree.village, free_clinic_person_times="760"))
    activity = all_activities()[0]
    page = text_of(client.post(f"/activities/{activity.pk}/undo/", follow=True))
    assert "已删除 茶溪村 5月29日 义诊 760 人次" in page
    assert not people_of(tree.city)
    assert reread(activity).withdrawn_reason == "录入后立即撤销"
    client.post(f"/activities/{activity.pk}/restore/")
    assert people_of(tree.city) == 760


def test_save_and_next_keeps_kind_and_day_and_clears_village_and_figures(county_editor, client_for, tree):
    sent = form(tree.village, then="next", campaigns="member_day_529:2022", free_clinic_person_times="760")
    page = text_of(client_for(county_editor).post(NEW, sent, follow=True))
    assert 'value="2022-05-29"' in page
    assert '<option value="free_clinic" selected' in page
    assert 'value="member_day_529:2022"' in page
    assert 'value="760"' not in page
    box = page.split('name="association"')[1].split(">")[0]
    assert 'value=""' in box
    assert "autofocus" in box


def test_a_day_in_the_window_of_529_counts_in_its_edition_unless_unticked(county_editor, client_for, tree):
    client = client_for(county_editor)
    client.post(NEW, form(tree.village, campaigns_for="", free_clinic_person_times="760"))
    client.post(NEW, form(tree.xiaojiang, campaigns_for="2022-05-29", free_clinic_person_times="40"))
    edition = make_edition()
    assert figure(tree.county, "free_clinic_person_times", None, date(2022, 12, 31), edition) == 760
    assert people_of(tree.county) == 800


def test_a_festival_is_suggested_but_not_ticked(county_editor, client_for, tree):
    page = text_of(client_for(county_editor).get(f"{NEW}?association={tree.village.code}&day=2022-06-03"))
    assert "2022年端午" in page
    box = page.split('value="dragon_boat_festival:2022"')[1].split(">")[0]
    assert "checked" not in box
    assert "checked" in page.split('value="member_day_529:2022"')[1].split(">")[0]


def test_the_form_follows_a_link_and_a_village_editor_starts_with_the_own_village(
    village_editor, client_for, tree
):
    page = text_of(client_for(village_editor).get(f"{NEW}?kind=free_clinic"))
    assert "茶溪村 · 黔城镇 · 洪江市" in page
    assert "autofocus" in page.split('name="days"')[1].split(">")[0]
    assert "义诊服务人次" in page
    assert "代录" not in page


def test_recording_for_another_unit_is_marked(county_editor, client_for, tree):
    client = client_for(county_editor)
    client.post(NEW, form(tree.village, free_clinic_person_times="760"))
    assert reread(all_activities()[0]).is_recorded_for_another
    assert "代录" in text_of(client.get("/activities/?period=all"))


def test_saving_leaves_one_trace_with_what_was_saved(county_editor, tree):
    activity = clinic(county_editor, tree.village)
    with whole_network():
        entry = AuditEntry.objects.get(target_id=str(activity.pk))
    assert (entry.action, entry.actor, entry.association) == ("create", county_editor, tree.village)
    assert entry.changes["数字"][1] == {"activity_sessions": "1", "free_clinic_person_times": "760"}


def test_a_copied_record_brings_everything_but_days_and_numbers(county_editor, client_for, tree):
    given = {"title": "健康行", "place": "村部", "themes": ["family_health"]}
    activity = clinic(county_editor, tree.village, given=given)
    page = text_of(client_for(county_editor).get(f"{NEW}?copy={activity.pk}"))
    for words in ("茶溪村 · 黔城镇", 'value="健康行"', 'value="村部"'):
        assert words in page
    assert 'value="760"' not in page
    assert "2022-05-29" not in page


def test_the_rail_says_what_saving_adds_and_what_came_last(county_editor, client_for, tree):
    clinic(county_editor, tree.village, 742, day=date(2022, 5, 12))
    query = f"record={uuid4()}&association={tree.village.code}&kind=free_clinic&days=5.29"
    client = client_for(county_editor)
    page = text_of(client.get(f"/activities/figures/?{query}&figure_free_clinic_person_times=760"))
    assert "茶溪村 +760、黔城镇 +760、洪江市 +760" in page
    assert "上次 742（2022年5月12日）" in page
    assert "茶溪村 5月12日 义诊 742 人次" in page
    gains = text_of(client.get(f"/activities/gains/?{query}&figure_free_clinic_person_times=41"))
    assert "茶溪村 +41、黔城镇 +41" in gains


def test_figures_that_two_kinds_share_keep_what_was_typed(county_editor, client_for, tree):
    query = (
        f"association={tree.village.code}&kind=consultation&days=5.29&figure_publicity_material_copies=300"
    )
    page = text_of(client_for(county_editor).get(f"/activities/figures/?{query}"))
    assert 'name="figure_publicity_material_copies" value="300"' in page
    assert "figure_free_clinic_person_times" not in page


def test_candidates_begin_with_where_the_person_recorded_last(county_editor, client_for, tree):
    client = client_for(county_editor)
    assert client.get("/activities/associations/").json() == []
    clinic(county_editor, tree.xiaojiang)
    assert [hit["name"] for hit in client.get("/activities/associations/").json()] == ["小江村"]
    hits = client.get("/activities/associations/?q=cxc").json()
    assert [hit["path"] for hit in hits] == ["茶溪村 · 黔城镇 · 洪江市"]


def test_saving_takes_the_same_few_statements_for_one_figure_and_for_twenty(county_editor, tree, counted):
    counts = []
    for numbers in (1, 20):
        kind = ActivityKind.objects.create(code=f"wide_{numbers}", name=f"{numbers} 个数字", initials="")
        flows = Indicator.objects.filter(kind="flow", source="activities.activity")[:numbers]
        KindFigure.objects.bulk_create(KindFigure(kind=kind, indicator=row) for row in flows)
        edition = make_edition()
        with counted() as queries:
            made(county_editor, tree.village, kind.code, editions=[edition], **{row.code: 3 for row in flows})
        counts.append(len(queries) - 1)  # the helper's own look at the kind
    assert counts[0] == counts[1] <= 15
