"""An activity at a Warm Home or another site: chosen in the form, from those of the unit that were open."""

from datetime import date

import pytest

from core import scope
from families.models import WarmHome
from members.models import Site
from tests.activities.entries import NEW, all_activities, form, text_of


def make_site(model, place, name, **given):
    with scope.everything(), scope.transaction():
        return model.objects.create(association=place, name=name, **{"opened_on": date(2021, 3, 1), **given})


@pytest.fixture
def home(tree):
    return make_site(WarmHome, tree.community, "双溪暖心家园")


def sent(place, kind="warm_activity", days="2022-05-29", **more):
    return {**form(place, kind, days), **more}


def test_a_link_that_names_a_home_brings_the_unit_and_the_choice(county_editor, client_for, home):
    page = text_of(
        client_for(county_editor).get(f"{NEW}?kind=warm_activity&day=2022-05-29&warm_home={home.pk}")
    )
    assert f'<option value="{home.pk}" selected>双溪暖心家园（双溪社区）' in page
    assert f'value="{home.code}"' in page


def test_a_record_keeps_its_home_and_shows_it(county_editor, client_for, tree, home):
    answer = client_for(county_editor).post(NEW, sent(tree.community, warm_home=str(home.pk)))
    assert answer.status_code == 302
    assert [row.warm_home_id for row in all_activities()] == [home.pk]


def test_a_home_is_only_offered_while_it_is_open(county_editor, client_for, tree, home):
    early = client_for(county_editor).post(
        NEW, sent(tree.community, days="2021-02-01", warm_home=str(home.pk))
    )
    assert early.status_code == 422
    assert "这一天这个单位没有它" in text_of(early)
    assert not all_activities()


def test_a_home_elsewhere_is_refused(county_editor, client_for, tree, home):
    answer = client_for(county_editor).post(NEW, sent(tree.village, warm_home=str(home.pk)))
    assert answer.status_code == 422
    page = text_of(client_for(county_editor).get(f"{NEW}?association={tree.village.path()}&day=2022-05-29"))
    assert "双溪暖心家园" not in page


def test_sites_are_offered_in_a_township_and_a_village_but_not_for_a_whole_county(
    county_editor, client_for, tree
):
    site = make_site(Site, tree.village, "茶溪会员之家", type="member_home")
    for place, offered in ((tree.village, True), (tree.township, True), (tree.county, False)):
        query = f"{NEW}?association={place.path()}&association_code={place.code}&day=2022-05-29"
        assert (str(site.pk) in text_of(client_for(county_editor).get(query))) is offered
