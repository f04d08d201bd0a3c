"""The end of a family in the registry, the copy for its people, and contacts that are handed over."""

from io import BytesIO

import openpyxl
import pytest

from core.audit.models import AuditEntry, Reading
from core.figures.verify import verify
from families.entries import StateEntry
from families.models import Family, FamilyMember
from families.services.change import change_state
from tests.factories import figure
from tests.families.making import END, contacts, fresh, make_family, member
from tests.families.pages import ADDRESS, ID, LIST, NAME, PHONE, register_form, url
from tests.families.test_figures import JULY, act

pytestmark = pytest.mark.django_db
REASON = "按年审结果办理退出"


@pytest.fixture
def family(clerk, tree):
    people = [member(NAME, resident_id=ID, phone=PHONE, services=["key_support", "family_doctor"])]
    return make_family(clerk, tree.village, members=people, address=ADDRESS, contacts=contacts())


@pytest.fixture
def browser(client_for, clerk):
    return client_for(clerk)


def post(browser, page, family, /, **data):
    return browser.post(url(page, family), {"version": fresh(family).version, **data}, follow=True)


def exit_of(clerk, family):
    act(clerk, change_state, family, entry=StateEntry(JULY, "review", status="exited"))


def test_a_family_in_the_registry_is_not_anonymised(browser, family):
    page = post(browser, "family_anonymise", family, reason=REASON)
    assert page.status_code == 422
    assert "退出、去世、迁出以后" in page.content.decode()
    assert fresh(family).address == ADDRESS


def test_anonymising_says_what_goes_and_changes_no_figure(browser, clerk, family, tree):
    exit_of(clerk, family)
    page = browser.get(url("family_anonymise", family)).content.decode()
    assert "1 名成员的姓名、1 个身份证号、1 个电话和住址" in page
    codes = ["special_family_count", "key_support_special_members", "family_doctor_families"]
    days = [JULY.replace(month=6), END]
    before = [figure(tree.county, code, None, day) for code in codes for day in days]
    shown = post(browser, "family_anonymise", family, reason=REASON).content.decode()
    assert "已匿名" in shown
    row = fresh(family)
    person = row.members.all()[0]
    assert (row.address, person.name, person.resident_id, person.phone, person.born) == (
        "",
        "",
        "",
        "",
        "1965",
    )
    assert person.resident_id_index is None
    assert [figure(tree.county, code, None, day) for code in codes for day in days] == before
    assert verify().differences == []


def test_an_anonymised_family_is_changed_no_more(browser, clerk, family):
    exit_of(clerk, family)
    post(browser, "family_anonymise", family, reason=REASON)
    data = {"status": "registered", "family_type": "death", "day": "2022-08-01", "reason": "review"}
    page = post(browser, "family_state", family, **data)
    assert page.status_code == 422
    assert "已匿名" in page.content.decode()
    assert "加成员" not in browser.get(family.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [("退出", "至少 6 个字"), (f"{NAME}一家迁走了", "不写姓名"), (f"电话{PHONE}打不通", "不写姓名")],
)
def test_a_reason_says_something_and_names_nobody(browser, clerk, family, reason, sentence):
    exit_of(clerk, family)
    page = post(browser, "family_anonymise", family, reason=reason)
    assert page.status_code == 422
    assert sentence in page.content.decode()


def test_who_left_may_be_registered_by_the_next_county(
    clerk, family, neighbour_clerk, client_for, tree, whole_network
):  # fmt: skip
    browser = client_for(neighbour_clerk)
    form = register_form(tree.neighbour_village)
    assert "市内已有登记" in browser.post(url("family_create"), form).content.decode()
    exit_of(clerk, family)
    assert browser.post(url("family_create"), form).status_code == 302
    assert Family.objects.count() == 2


def test_a_mistaken_family_goes_with_all_it_counted(browser, family, tree, whole_network):
    page = browser.get(url("family_remove", family)).content.decode()
    assert "茶溪村 计生特殊家庭户数" in page
    shown = post(browser, "family_remove", family, reason="与另一户重复登记").content.decode()
    assert "已删除" in shown
    assert not FamilyMember.objects.exists()
    assert figure(tree.county, "special_family_count", None, END) is None
    assert verify().differences == []
    text = str([vars(row) for row in AuditEntry.objects.filter(action="delete")])
    assert "覃**" in text
    assert not [plain for plain in (NAME, ID, PHONE, ADDRESS) if plain in text]


def test_a_removed_person_can_be_registered_again(browser, family, tree):
    post(browser, "family_remove", family, reason="与另一户重复登记")
    assert browser.post(url("family_create"), register_form(tree.village)).status_code == 302


def test_the_copy_for_its_people_holds_everything_of_this_family_and_of_no_other(
    browser, clerk, family, tree, whole_network
):  # fmt: skip
    make_family(clerk, tree.village, members=[member("石晓芸")])
    answer = post(browser, "subject_file", family, reason="本人申请查阅个人信息")
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    text = "\n".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell)
    for wanted in (
        NAME,
        ID,
        PHONE,
        ADDRESS,
        "家庭医生签约",
        "石镇长",
        "在册",
        "洪江市",
        "本人申请查阅个人信息",
    ):
        assert wanted in text, wanted
    assert "石晓芸" not in text
    entry = AuditEntry.objects.get(action="subject_file")
    assert (entry.reason, entry.target_id) == ("本人申请查阅个人信息", str(family.pk))
    assert Reading.objects.filter(what="export").get().keys == [family.pk]


def test_the_copy_is_not_given_without_a_reason(browser, family, whole_network):
    assert post(browser, "subject_file", family, reason="").status_code == 422
    assert not AuditEntry.objects.filter(action="subject_file").exists()


def test_a_successor_takes_over_all_families_of_a_cadre(browser, clerk, tree, family, whole_network):
    other = make_family(clerk, tree.changqi, contacts=contacts())
    page = browser.get(url("contact_list")).content.decode()
    assert page.index("石镇长") < page.index("田支书")
    cadre = next(row for row in fresh(family).contacts.all() if row.role == "village_cadre")
    path = url("contact_hand_over", cadre)
    assert "现在联系 2 户" in browser.get(path).content.decode()
    browser.post(path, {"name": "龙新任", "phone": "13807450002", "day": "2022-08-01"})
    for row in (family, other):
        held = {one.name: str(one.until) for one in fresh(row).contacts.all() if one.role == "village_cadre"}
        assert held == {"田支书": "2022-08-01", "龙新任": "None"}
    assert figure(tree.county, "dual_contact_families", None, END) == 2


def test_nobody_succeeds_and_the_families_lack_a_contact(browser, family, tree):
    cadre = next(row for row in fresh(family).contacts.all() if row.role == "village_cadre")
    browser.post(url("contact_hand_over", cadre), {"name": "", "nobody": "on", "day": "2022-08-01"})
    assert figure(tree.county, "dual_contact_families", None, END) == 0
    assert "双岗联系人不齐" in browser.get(LIST).content.decode()
