"""Special families from Excel: new households, corrections, doubles, the way back."""

import json
from datetime import date
from io import BytesIO, StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl import load_workbook

from core import scope
from core.accounts.models import Role
from core.audit.models import Reading
from core.figures.verify import verify
from core.rosters.committing import undo_rows
from core.rosters.models import RosterBatch
from core.rosters.services import undo_batch
from families.models import Family, FamilyMember
from families.services.visits import VisitEntry, record_visit
from tests.factories import figure, make_account
from tests.families.making import contacts, fresh, make_family, member, resident_id
from tests.families.pages import ADDRESS, ID, NAME, PHONE, SPOUSE
from tests.rosters.books import xlsx
from tests.rosters.working import work

pytestmark = pytest.mark.django_db
HEAD = [
    "户编号", "乡镇", "村", "姓名", "与户主关系", "性别", "出生年月", "身份证号", "联系电话", "家庭类型",
    "认定日期", "家庭住址", "重点帮扶", "基本医保", "家庭医生签约", "双岗乡镇干部", "村干部",
]  # fmt: skip
NOW = date(2022, 9, 30)


@pytest.fixture(autouse=True)
def september(time_machine):
    time_machine.move_to("2022-09-30 12:00+08:00")


@pytest.fixture(autouse=True)
def manager(tree):
    """Who may add and change by roster."""
    return make_account("registry_manager", tree.county, Role.ADMINISTRATOR, name="蒲管理", family_right=True)


@pytest.fixture
def run(tmp_path, clerk):
    def call(content, *options, account="registry_manager"):
        path = tmp_path / "特殊家庭花名册.xlsx"
        path.write_bytes(content)
        out = StringIO()
        try:
            given = ["families", str(path), "--account", account, "--json", *options]
            call_command("import_roster", *given, stdout=out)
        except CommandError:
            pass
        return json.loads(out.getvalue())

    return call


def book(*rows):
    return xlsx([["洪江市计生特殊家庭花名册"], HEAD, *rows])


def row(number="", name=NAME, relation="户主", **given):
    values = {
        "户编号": number, "乡镇": "黔城镇", "村": "茶溪村", "姓名": name, "与户主关系": relation,
        "身份证号": "", "家庭类型": "失独", "认定日期": "2018-05-01", **given,
    }  # fmt: skip
    return [values.get(heading, "") for heading in HEAD]


def problems(answer):
    return {error["reason"] for one in answer["rows"] for error in one["errors"]}


def test_households_with_several_members_are_registered_and_counted(run, tree, whole_network):
    answer = run(
        book(
            row(
                "A-1",
                身份证号=ID,
                联系电话=PHONE,
                家庭住址=ADDRESS,
                重点帮扶="2021-03-01",
                基本医保="是",
                村干部="田支书",
            ),
            row("A-1", SPOUSE, "配偶", 性别="男", 出生年月="1964.2", 家庭类型="", 认定日期=""),
            row("A-2", "石晓芸", 家庭类型="残疾三级", 家庭医生签约="2022-01-01"),
        )
    )
    assert answer["committed"], answer
    assert (answer["counts"]["new"], Family.objects.count(), FamilyMember.objects.count()) == (3, 2, 3)
    assert figure(tree.county, "special_family_count", None, NOW) == 2
    assert figure(tree.county, "special_family_disability_count", None, NOW) == 1
    assert figure(tree.county, "key_support_special_members", None, date(2021, 3, 1)) == 1
    assert figure(tree.county, "basic_medical_insurance_members", None, NOW) == 1
    assert figure(tree.county, "basic_medical_insurance_members", None, date(2022, 9, 29)) is None
    first = fresh(Family.objects.get(household_number="A-1"))
    head, spouse = first.members.all()
    assert (str(head.name), str(head.phone), head.born, head.sex) == (NAME, PHONE, "1965-03-01", "female")
    assert (str(spouse.name), spouse.born) == (SPOUSE, "1964-02")
    assert str(first.address) == ADDRESS
    assert verify().differences == []


def test_the_same_file_again_changes_nothing(run):
    rows = book(row("A-1", 身份证号=ID, 重点帮扶="是"), row("A-1", SPOUSE, "配偶"))
    assert run(rows)["committed"]
    assert run(rows)["counts"]["unchanged"] == 2


def test_only_what_differs_changes_and_a_new_member_joins(run, clerk, tree):
    family = make_family(
        clerk, tree.village, household_number="A-1", address=ADDRESS, contacts=contacts(),
        members=[member(NAME, resident_id=ID, services=["key_support"])],
    )  # fmt: skip
    answer = run(
        book(
            row("A-1", 身份证号=ID, 认定日期="2022-01-01", 基本医保="2022-05-01", 村干部="龙新任"),
            row("A-1", SPOUSE, "配偶", 性别="男"),
        )
    )
    assert answer["committed"], answer
    assert answer["counts"]["update"] == 2
    now = fresh(family)
    assert [str(one.name) for one in now.members.all()] == [NAME, SPOUSE]
    assert str(now.address) == ADDRESS
    assert figure(tree.county, "basic_medical_insurance_members", None, date(2022, 5, 1)) == 1
    held = {one.name: str(one.until) for one in now.contacts.all() if one.role == "village_cadre"}
    assert held == {"田支书": "2022-09-30", "龙新任": "None"}


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([row("A-1", 家庭类型="")], "请选家庭类型"),
        ([row("A-1", 认定日期="")], "请填认定日期"),
        (
            [
                row("A-1", ""),
            ],
            "请填姓名",
        ),
        ([row("A-1", 身份证号=ID[:-1] + ("1" if ID[-1] != "1" else "2"))], "校验码不符"),
        ([row("A-1", 身份证号=ID, 性别="男")], "性别不一致"),
        ([row("A-1"), row("A-1", "石晓芸")], "只能有一位户主"),
        ([row(""), row("", SPOUSE, "配偶")], "分不清属于哪一户"),
        ([row("A-1"), row("A-2", "石晓芸"), row("A-1", SPOUSE, "配偶")], "排在一起"),
        ([row("A-1", 身份证号=ID), row("A-2", "石晓芸", 身份证号=ID)], "出现过两次"),
    ],
)
def test_what_cannot_stand_is_named_and_nothing_is_written(run, rows, reason, whole_network):
    answer = run(book(*rows))
    assert not answer["committed"]
    assert any(reason in text for text in problems(answer)), problems(answer)
    assert not Family.objects.exists()
    assert not any(plain in json.dumps(answer, ensure_ascii=False) for plain in (ID, ID[4:14]))


def test_a_person_of_another_family_or_county_is_not_registered_again(run, clerk, neighbour_clerk, tree):
    make_family(clerk, tree.changqi, household_number="B-7", members=[member(NAME, resident_id=ID)])
    other = resident_id(77, "19510407")
    make_family(neighbour_clerk, tree.neighbour_village, members=[member("宋水香", resident_id=other)])
    answer = run(book(row("A-1", 身份证号=ID), row("A-2", "宋水香", 身份证号=other)))
    assert answer["counts"]["duplicate"] == 2
    text = json.dumps(answer, ensure_ascii=False)
    assert "B-7" in text
    assert "市内已有登记" in text
    assert "沅陵" not in text


def test_a_namesake_in_the_village_is_a_question(run, clerk, tree, whole_network):
    make_family(clerk, tree.village, household_number="B-1", members=[member(NAME)])
    answer = run(book(row("", 认定日期="2019-01-01")))
    assert answer["counts"]["possible_duplicate"] == 1
    assert Family.objects.count() == 1


def test_a_village_beyond_the_range_is_out_of_scope(run):
    answer = run(book(row("A-1", 乡镇="麻溪铺镇", 村="仰溪铺村")))
    assert answer["counts"]["out_of_scope"] == 1


def test_without_the_family_right_there_is_no_import(run, tree):
    make_account("no_family_right", tree.county, Role.ADMINISTRATOR, name="无权人")
    with pytest.raises(json.JSONDecodeError):
        run(book(row("A-1")), account="no_family_right")
    assert figure(tree.county, "special_family_count", None, NOW) is None


def test_an_editor_adds_but_does_not_change_by_roster(run, clerk, tree):
    family = make_family(clerk, tree.village, household_number="A-1", members=[member(NAME, resident_id=ID)])
    answer = run(
        book(row("A-1", 身份证号=ID, 联系电话="13874529009"), row("A-2", "石晓芸")), account="registry_clerk"
    )
    assert fresh(family).members.all()[0].phone == ""
    assert answer["counts"]["new"] == 1


def test_undo_takes_new_families_away_and_changed_ones_back(run, clerk, manager, tree, whole_network):
    family = make_family(
        clerk, tree.village, household_number="A-1", address=ADDRESS, contacts=contacts(),
        members=[member(NAME, resident_id=ID, services=["key_support"])],
    )  # fmt: skip
    before = snapshot_of(family)
    answer = run(
        book(
            row(
                "A-1",
                身份证号=ID,
                认定日期="2019-01-01",
                基本医保="是",
                重点帮扶="否",
                村干部="龙新任",
                家庭住址="别处1号",
            ),
            row("A-1", SPOUSE, "配偶"),
            row("A-2", "石晓芸", 身份证号=resident_id(3)),
        )
    )
    assert answer["committed"], answer
    assert snapshot_of(family) != before
    with scope.use(manager.scope):
        batch = RosterBatch.objects.select_related("association").get(pk=answer["batch"])
        undo_batch(actor=manager, batch=batch)
        undo_rows(RosterBatch.objects.select_related("association").get(pk=batch.pk), manager)
    assert snapshot_of(family) == before
    assert Family.objects.count() == 1
    assert figure(tree.county, "key_support_special_members", None, NOW) == 1
    assert verify().differences == []


def test_undo_leaves_a_family_that_was_visited_meanwhile(run, clerk, manager, tree, whole_network):
    answer = run(
        book(row("A-1", 身份证号=ID, 认定日期="2019-01-01"), row("A-2", "石晓芸", 身份证号=resident_id(3)))
    )
    family = fresh(Family.objects.get(household_number="A-1"))
    with scope.use(clerk.scope):
        record_visit(actor=clerk, entry=VisitEntry(family, date(2022, 9, 1), "田支书"))
    with scope.use(manager.scope):
        batch = RosterBatch.objects.select_related("association").get(pk=answer["batch"])
        undo_batch(actor=manager, batch=batch)
        undo_rows(RosterBatch.objects.select_related("association").get(pk=batch.pk), manager)
    assert [one.household_number for one in Family.objects.all()] == ["A-1"]


def snapshot_of(family):
    now = fresh(family)
    members = []
    for one in now.members.all():
        services = sorted((row.kind, str(row.since), str(row.until)) for row in one.services.all())
        members.append((str(one.name), str(one.resident_id), one.left_on, services))
    contacts = [(one.role, one.name, one.phone, str(one.since), str(one.until)) for one in now.contacts.all()]
    return str(now.address), str(now.confirmed_on), members, sorted(contacts)


def test_the_template_names_every_column(tmp_path, clerk):
    path = tmp_path / "template.xlsx"
    call_command("roster_template", "families", str(path), stdout=StringIO())
    sheet = load_workbook(BytesIO(path.read_bytes())).worksheets[0]
    text = {str(cell) for line in sheet.iter_rows(values_only=True) for cell in line if cell}
    for heading in ("户编号", "与户主关系", "身份证号", "家庭类型", "重点帮扶", "健康档案", "村干部电话"):
        assert any(heading in one for one in text), heading


def test_a_few_columns_update_a_standing_family_and_never_make_a_new_one(run, clerk, tree):
    family = make_family(clerk, tree.village, household_number="A-1", members=[member(NAME, resident_id=ID)])
    head = ["户编号", "乡镇", "村", "姓名", "与户主关系", "家庭医生签约"]
    rows = [
        ["A-1", "黔城镇", "茶溪村", NAME, "户主", "是"],
        ["A-9", "黔城镇", "茶溪村", "石晓芸", "户主", "是"],
    ]
    answer = run(xlsx([head, *rows]), "--valid-only")
    assert (answer["counts"]["update"], answer["counts"]["duplicate"]) == (1, 1)
    assert "没有这个户编号" in json.dumps(answer, ensure_ascii=False)
    assert fresh(family).members.all()[0].services.count() == 1


def test_a_preview_beside_standing_families_stands_in_the_reading_log(client_for, clerk, manager, tree):
    family = make_family(clerk, tree.village, household_number="A-1", members=[member(NAME, resident_id=ID)])
    file = SimpleUploadedFile(
        "花名册.xlsx", book(row("A-1", 身份证号=ID, 家庭医生签约="2022-01-01"), row("A-2"))
    )
    visitor = client_for(manager)
    sent = visitor.post(reverse("core:roster_create"), {"kind": "families", "file": file})
    work()
    page = visitor.get(sent["Location"], {"tab": "update"})
    assert "家庭医生签约" in page.content.decode()
    with scope.everything():
        reading = Reading.objects.get(actor=manager)
    assert (reading.ids, reading.note, reading.association) == (family.pk.bytes, "导入预览", tree.village)
