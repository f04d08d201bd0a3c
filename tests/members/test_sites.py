"""Sites: counted from opening to closing, checked by a standard, closed and deleted with care."""

import json
from datetime import date
from io import BytesIO, StringIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from PIL import Image

from core import scope
from core.figures.verify import verify
from core.records import Conflict
from core.rosters.committing import undo_rows
from core.rosters.models import RosterBatch
from core.rosters.services import undo_batch
from members.models import Site, SiteCheck, SiteFile, Standard
from members.sites.checks import record_check, review_check
from members.sites.services import change_site, close_site, register_site, reopen_site, withdraw_sites
from tests.factories import client_for, figure
from tests.rosters.books import xlsx

pytestmark = pytest.mark.django_db
OPENED, LATER = date(2021, 6, 30), date(2022, 7, 1)


def make(actor, place, **given):
    """A 会员之家 through the service."""
    values = {"type": "member_home", "name": "茶溪村会员之家", "opened_on": OPENED, **given}
    with scope.use(actor.scope):
        return register_site(actor=actor, site=Site(association=place, **values))


def count(place, day, indicator="member_home_count"):
    return figure(place, indicator, None, day) or 0


def test_a_site_counts_from_its_opening_to_the_day_before_its_closing(county_editor, tree):
    site = make(county_editor, tree.village)
    with scope.use(county_editor.scope):
        close_site(actor=county_editor, site=site, day=LATER, reason="整村搬迁", expected_version=1)
    days = (date(2021, 6, 29), OPENED, date(2022, 6, 30), LATER)
    assert [count(tree.county, day) for day in days] == [0, 1, 1, 0]
    assert verify().differences == []


def test_a_demonstration_site_is_new_on_the_day_it_becomes_one(county_editor, tree):
    make(county_editor, tree.village, demonstration_since=LATER)
    assert figure(tree.county, "member_home_new_count", date(2022, 1, 1), date(2022, 12, 31)) == 1
    assert not figure(tree.county, "member_home_new_count", date(2021, 1, 1), date(2021, 12, 31))


def test_a_site_that_is_being_built_counts_nowhere(county_editor, tree):
    make(county_editor, tree.village, opened_on=None, planned_on=OPENED)
    assert count(tree.county, LATER) == 0


def test_a_closing_is_taken_back_and_a_deletion_too(county_editor, tree):
    site = make(county_editor, tree.village)
    with scope.use(county_editor.scope):
        site = close_site(actor=county_editor, site=site, day=LATER, reason="整村搬迁", expected_version=1)
        site = reopen_site(actor=county_editor, site=site, reason="停错了", expected_version=2)
        assert count(tree.county, LATER) == 1
        withdraw_sites(actor=county_editor, sites=[site], reason="登记重复")
    assert count(tree.county, LATER) == 0
    assert verify().differences == []


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"name": ""}, "name"),
        ({"opened_on": date(2999, 1, 1)}, "opened_on"),
        ({"planned_on": LATER}, "planned_on"),
        ({"demonstration_since": date(2021, 1, 1)}, "demonstration_since"),
        ({"opened_on": None, "demonstration_since": LATER}, "demonstration_since"),
        ({"area": 0}, "area"),
        ({"type": "palace"}, "type"),
    ],
)
def test_what_cannot_be_is_refused_by_field(county_editor, tree, given, name):
    with pytest.raises(ValidationError) as refused:
        make(county_editor, tree.village, **given)
    assert name in refused.value.message_dict


def test_two_sites_of_one_unit_bear_different_names(county_editor, tree):
    make(county_editor, tree.village)
    with pytest.raises(ValidationError, match="同名"):
        make(county_editor, tree.village)


def test_the_same_form_sent_twice_makes_one_site(county_editor, tree):
    site = make(county_editor, tree.village)
    assert make(county_editor, tree.village, id=site.pk).pk == site.pk


def test_who_saved_meanwhile_is_not_overwritten(county_editor, tree):
    site = make(county_editor, tree.village)
    with scope.use(county_editor.scope):
        change_site(actor=county_editor, site=site, values={"area": 80}, expected_version=1)
        with pytest.raises(Conflict):
            change_site(actor=county_editor, site=site, values={"area": 90}, expected_version=1)


def check(actor, site, *, met=True):
    standard = Standard.objects.get(code="five_haves")
    answers = {item["code"]: {"met": met, "evidence": "墙上有制度牌"} for item in standard.items}
    with scope.use(actor.scope):
        return record_check(actor=actor, site=site, standard=standard, day=LATER, answers=answers)


def test_another_person_reviews_and_the_first_pass_is_the_acceptance(county_editor, county_reviewer, tree):
    site = make(county_editor, tree.village)
    row = check(county_editor, site)
    with scope.use(county_reviewer.scope):
        review_check(actor=county_reviewer, check=row, passed=True)
        site.refresh_from_db()
        assert site.accepted_on is not None
        with pytest.raises(ValidationError, match="已经复核过"):
            review_check(actor=county_reviewer, check=row, passed=True)


def test_nobody_reviews_his_own_check_and_none_passes_with_items_missing(
    county_editor, county_reviewer, tree
):
    site = make(county_editor, tree.village)
    row = check(county_editor, site, met=False)
    with scope.use(county_reviewer.scope):
        with pytest.raises(ValidationError, match="没达到"):
            review_check(actor=county_reviewer, check=row, passed=True)
        with pytest.raises(ValidationError, match="整改"):
            review_check(actor=county_reviewer, check=row, passed=False)
        SiteCheck.objects.filter(pk=row.pk).update(created_by=county_reviewer)
        row.refresh_from_db()
        with pytest.raises(ValidationError, match="不能复核自己"):
            review_check(actor=county_reviewer, check=row, passed=True)
    with scope.use(county_editor.scope), pytest.raises(PermissionDenied):
        review_check(actor=county_editor, check=row, passed=True)


def test_the_pages_register_close_and_list_a_site(county_editor, tree):
    client = client_for(county_editor)
    form = client.get(reverse("members:site_create")).context["form"]
    unit = {"association": tree.village.path(), "association_code": str(tree.village.code)}
    typed = {"name": "茶溪村农家书屋", "type": "reading_room", "opened_on": "2021-06-30"}
    sent = {**unit, **typed, "record": form["record"].value()}
    answer = client.post(reverse("members:site_create"), sent)
    assert answer.status_code == 302
    listed = client.get(reverse("members:site_list"), {"type": "reading_room"}).content.decode()
    assert "茶溪村农家书屋" in listed
    act = f"{answer['Location']}act/?act=close"
    early = client.post(act, {"version": "1", "day": "2021-06-30", "reason": "整村搬迁"})
    assert early.status_code == 422
    assert "停用日期要在启用日期之后" in early.content.decode()
    assert client.post(act, {"version": "1", "day": "2022-07-01", "reason": "整村搬迁"}).status_code == 302
    closed = client.get(reverse("members:site_list"), {"state": "closed"}).content.decode()
    assert "茶溪村农家书屋" in closed


def test_a_roster_brings_sites_in_and_its_undo_takes_them_out(county_editor, tree, tmp_path):
    path, out = tmp_path / "阵地.xlsx", StringIO()
    head = ["乡镇", "村社区", "名称", "类型", "建成日期", "面积"]
    rows = [
        ["黔城镇", "茶溪村", "茶溪村会员之家", "会员之家", "2021-06-30", 80],
        ["黔城镇", "小江村", "小江村健康驿站", "村级健康驿站", "2022.3.1", 60],
        ["黔城镇", "双溪社区", "双溪社区会员之家", "会所", "2022.3.1", 60],
    ]
    path.write_bytes(xlsx([head, *rows]))
    call_command(
        "import_roster",
        "sites",
        str(path),
        "--account",
        "county_editor",
        "--valid-only",
        "--json",
        stdout=out,
    )
    told = json.loads(out.getvalue())
    assert (told["counts"]["new"], told["counts"]["invalid"]) == (2, 1)
    assert (count(tree.county, LATER), count(tree.county, LATER, "health_station_count")) == (1, 1)
    with scope.use(county_editor.scope):
        batch = RosterBatch.objects.get(pk=told["batch"])
        undo_batch(actor=county_editor, batch=batch, wait=True)
        undo_rows(batch, county_editor)
    assert count(tree.county, LATER) == 0
    assert verify().differences == []


def test_a_new_version_leaves_old_checks_as_they_are(county_editor, administrator, tree):
    site = make(county_editor, tree.village)
    old = check(county_editor, site)
    client = client_for(administrator)
    page = reverse("members:standard_list")
    assert "有牌子" in client.get(page, {"code": "five_haves"}).content.decode()
    form = {"name": "五有", "site_type": "member_home", "items": "有牌子\n有场所\n有人管"}
    early = client.post(page, {**form, "since": "2019-01-01"})
    assert (early.status_code, "新版本要在这一天之后" in early.content.decode()) == (422, True)
    assert client.post(page, {**form, "since": "2022-01-01"}).status_code == 302
    newest = Standard.objects.filter(code="five_haves").order_by("-version").first()
    assert (newest.version, [item["code"] for item in newest.items]) == (2, ["sign", "place", "item_1"])
    form = client_for(county_editor).get(reverse("members:site_check", args=[site.pk])).context["form"]
    assert "met_item_1" in form.fields
    assert len(old.standard.items) == 5


def test_files_are_kept_shown_small_and_taken_away(county_editor, tree):
    site, client = make(county_editor, tree.village), client_for(county_editor)
    picture = BytesIO()
    Image.new("RGB", (40, 30)).save(picture, "JPEG")
    upload = SimpleUploadedFile("牌子.jpg", picture.getvalue())
    client.post(reverse("members:site_files", args=[site.pk]), {"files_photo": upload})
    file = only_file()
    small = client.get(reverse("members:site_file", args=[file.pk]), {"small": "1"})
    assert small["Content-Type"] == "image/jpeg"
    whole = client.get(reverse("members:site_file", args=[file.pk]))
    assert whole["Content-Disposition"].startswith("attachment")
    client.post(reverse("members:site_file_delete", args=[file.pk]))
    with scope.everything():
        assert not SiteFile.objects.exists()


def only_file():
    with scope.everything():
        return SiteFile.objects.get()


def test_a_check_that_waits_stands_on_the_home_page_of_who_reviews(county_editor, county_reviewer, tree):
    check(county_editor, make(county_editor, tree.village))
    assert "1 次阵地自查待复核" in client_for(county_reviewer).get("/").content.decode()
    assert "次阵地自查待复核" not in client_for(county_editor).get("/").content.decode()
