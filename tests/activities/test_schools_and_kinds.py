"""The registers around activities: schools, and the kinds that the city office keeps."""

from uuid import uuid4

import pytest

from activities.models import ActivityKind, School
from core.audit.models import AuditEntry
from core.figures.models import Indicator
from tests.activities.entries import NEW, clinic, form, make_school, people_of, reread, text_of
from tests.factories import make_account, whole_network


def school_form(place, name="黔城中学", **more):
    sent = {"record": str(uuid4()), "association": place.name, "association_code": place.code}
    return sent | {"name": name, "stage": "junior"} | more


def schools():
    with whole_network():
        return list(School.objects.all())


def test_a_school_is_added_once_however_often_the_form_comes(county_editor, client_for, tree):
    client, sent = client_for(county_editor), school_form(tree.township)
    for _ in range(2):
        assert client.post("/schools/new/", sent).status_code == 302
    assert [school.code for school in schools()] == [tree.township.code]
    again = client.post("/schools/new/", school_form(tree.township))
    assert again.status_code == 422
    assert "已有同名学校" in text_of(again)


def test_a_school_belongs_to_the_own_range(county_editor, client_for, tree):
    answer = client_for(county_editor).post("/schools/new/", school_form(tree.neighbour_village))
    assert answer.status_code == 422
    assert schools() == []


def test_a_school_is_changed_and_a_stale_form_is_refused(county_editor, client_for, tree):
    client, school = client_for(county_editor), make_school(county_editor, tree.township)
    url = f"/schools/{school.pk}/edit/"
    assert client.post(url, school_form(tree.township, "黔城一中", version=1)).status_code == 302
    stale = client.post(url, school_form(tree.township, "黔城二中", version=1))
    assert stale.status_code == 422
    assert "刚被别人修改过" in text_of(stale)
    assert [row.name for row in schools()] == ["黔城一中"]
    assert client.post(url, school_form(tree.township, "黔城三中")).status_code == 422


def test_a_retired_school_is_not_offered_and_can_come_back(county_editor, client_for, tree):
    client, school = client_for(county_editor), make_school(county_editor, tree.township)
    client.post(f"/schools/{school.pk}/retire/")
    link = f"{NEW}?association={tree.village.code}&kind=youth_health_education"
    assert str(school.pk) not in text_of(client.get(link))
    client.post(f"/schools/{school.pk}/retire/", {"active": "1"})
    assert str(school.pk) in text_of(client.get(link))


def test_the_list_of_schools_filters_by_name_and_stage(county_editor, client_for, tree):
    make_school(county_editor, tree.township)
    make_school(county_editor, tree.minzhu, "安江小学")
    client = client_for(county_editor)
    assert "安江小学" not in text_of(client.get("/schools/?text=黔城"))
    assert "没有" in text_of(client.get("/schools/?stage=college"))


def kind_form(client, url, **changes):
    """What the browser would send of the form at ``url``, with changes."""
    context = client.get(url).context
    form_, rows = context["form"], context["rows"]
    sent = {f.html_name: f.value() for f in form_} | {f.html_name: f.value() for f in rows.management_form}
    for row in rows:
        sent |= {field.html_name: field.value() for field in row}
    return {name: "" if value is None else value for name, value in (sent | changes).items()}


@pytest.fixture
def clinic_kind(db):
    return ActivityKind.objects.get(code="free_clinic")


def test_a_new_figure_of_a_kind_is_asked_at_the_next_record(
    administrator, county_editor, client_for, tree, clinic_kind
):
    old = clinic(county_editor, tree.village)
    client, url = client_for(administrator), f"/activity-kinds/{clinic_kind.pk}/edit/"
    extra = Indicator.objects.get(code="slogan_count")
    number = clinic_kind.figures.count()
    sent = kind_form(client, url, **{f"form-{number}-indicator": extra.pk, f"form-{number}-way": "asked"})
    assert client.post(url, sent).status_code == 302
    page = text_of(client_for(county_editor).get(f"{NEW}?kind=free_clinic"))
    assert "figure_slogan_count" in page
    assert reread(old).lines == {"activity_sessions": 100, "free_clinic_person_times": 76000}
    with whole_network():
        entry = AuditEntry.objects.get(target_kind="activities.activitykind")
    assert extra.name in entry.changes["指标"][1]


def test_a_new_kind_counts_its_constants(administrator, county_editor, client_for, tree):
    client, url = client_for(administrator), "/activity-kinds/new/"
    sessions = Indicator.objects.get(code="activity_sessions")
    sent = kind_form(client, url, name="文艺宣传", order=300)
    sent |= {"form-0-indicator": sessions.pk, "form-0-way": "constant", "form-0-constant": "1"}
    for _ in range(2):
        assert client.post(url, sent).status_code == 302
    kind = ActivityKind.objects.get(name="文艺宣传")
    assert kind.initials == "wyxc"
    client_for(county_editor).post(NEW, form(tree.village, kind.code))
    assert people_of(tree.city, "activity_sessions") == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": "慰问"}, "已有同名的活动类型"),
        ({"name": ""}, "必填"),
        ({"form-0-way": "constant", "form-0-constant": ""}, "请填固定数"),
        ({"form-0-indicator": ""}, "至少要有一项指标"),
    ],
)
def test_kinds_that_cannot_be_are_refused(administrator, client_for, changes, sentence):
    client, url = client_for(administrator), "/activity-kinds/new/"
    sessions = Indicator.objects.get(code="activity_sessions")
    sent = kind_form(client, url, name="文艺宣传", order=300, **{"form-0-indicator": sessions.pk}) | changes
    answer = client.post(url, sent)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert not ActivityKind.objects.filter(name="文艺宣传").exists()


def test_two_administrators_do_not_overwrite_each_other(administrator, client_for, tree, clinic_kind):
    client, url = client_for(administrator), f"/activity-kinds/{clinic_kind.pk}/edit/"
    mine, theirs = (kind_form(client, url, order=order) for order in (500, 600))
    colleague = make_account("second", tree.city, "administrator")
    assert client_for(colleague).post(url, theirs).status_code == 302
    answer = client.post(url, mine)
    assert answer.status_code == 422
    assert "刚被别人修改过" in text_of(answer)
    clinic_kind.refresh_from_db()
    assert clinic_kind.order == 600


def test_only_the_city_office_keeps_the_kinds(people, client_for, clinic_kind):
    for name in ("county_administrator", "county_editor", "city_viewer"):
        client = client_for(people[name])
        assert client.get("/activity-kinds/").status_code == 403
        assert client.post(f"/activity-kinds/{clinic_kind.pk}/retire/").status_code == 403
    assert ActivityKind.objects.get(pk=clinic_kind.pk).is_active


def test_a_kind_is_retired_and_comes_back(administrator, county_editor, client_for, clinic_kind):
    client, url = client_for(administrator), f"/activity-kinds/{clinic_kind.pk}/retire/"
    client.post(url)
    assert 'value="free_clinic"' not in text_of(client_for(county_editor).get(NEW))
    client.post(url, {"active": "1"})
    assert 'value="free_clinic"' in text_of(client_for(county_editor).get(NEW))
