"""A year's ledger of activities from Excel: rows become activities with figures, once, and go back as one."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from activities.condolences import Handout, Tick
from activities.models import Activity, ActivityKind, School
from activities.schools import save_school
from activities.services import ActivityDraft, record_activity
from core import scope
from core.accounts.models import Role
from core.figures.verify import verify
from core.rosters.committing import undo_rows
from core.rosters.models import RosterBatch
from core.rosters.services import undo_batch
from families.models import Family
from families.services.base import whole
from tests.factories import figure, make_account, make_activity, make_edition, whole_network
from tests.families.making import make_family
from tests.rosters.books import xlsx

HEAD = [
    "序号",
    "日期",
    "单位",
    "活动类型",
    "主题",
    "地点",
    "场次",
    "参加人次",
    "发放资料份数",
    "义诊人次",
    "合作单位",
]
YEAR = (date(2022, 1, 1), date(2022, 12, 31))


@pytest.fixture(autouse=True)
def later(time_machine):
    time_machine.move_to("2023-01-10 12:00+08:00")


@pytest.fixture
def run(tmp_path, tree):
    def call(*rows, head=HEAD, options=(), account="county_editor", title="洪江市计生协活动台账"):
        path = tmp_path / "2022年活动台账.xlsx"
        body = [[number, *row] for number, row in enumerate(rows, start=1)]
        path.write_bytes(xlsx([[title], head, *body]))
        out = StringIO()
        try:
            given = ["activity_ledger", str(path), "--account", account, "--json", *options]
            call_command("import_roster", *given, stdout=out)
        except CommandError:
            pass
        return json.loads(out.getvalue())

    return call


def number(place, code, edition=None):
    return figure(place, code, *YEAR, edition)


def only(**given):
    with whole_network():
        return Activity.objects.select_related("kind").get(withdrawn_at=None, **given)


CLINIC = ["2022-05-29", "黔城镇茶溪村", "义诊", "健康行", "村部", 1, "", 350, 760, "市人民医院"]


def test_rows_become_activities_and_their_numbers_count_at_every_level(run, tree):
    answer = run(
        CLINIC,
        ["2022.6.1-6.3", "双溪社区", "“健康人生”大讲堂", "", "", "", "120人次", "", "", ""],
        ["2022年7月11日", "安江镇", "宣传活动", "7.11宣传", "", 1, 80, "1,200份", "", ""],
    )
    assert (answer["committed"], answer["counts"]["new"]) == (True, 3)
    assert number(tree.village, "free_clinic_person_times") == 760
    assert number(tree.city, "publicity_material_copies") == 1550
    assert number(tree.county, "health_lecture_attendance") == 120
    assert number(tree.county, "participant_person_times") == 80
    assert number(tree.county, "activity_sessions") == 3
    clinic = only(kind__code="free_clinic")
    assert (clinic.title, clinic.place, clinic.partners) == ("健康行", "村部", "市人民医院")
    lecture = only(kind__code="health_lecture")
    assert (lecture.first_day, lecture.last_day) == (date(2022, 6, 1), date(2022, 6, 3))
    assert verify().differences == []


def test_days_without_a_year_are_of_the_year_in_the_title(run, tree):
    rows = [[day, *CLINIC[1:]] for day in ("5月29日", "0612", "7.1-7.3")]
    answer = run(*rows, title="洪江市计生协2021年活动台账")
    assert answer["committed"] is True
    with whole_network():
        days = sorted(Activity.objects.values_list("first_day", "last_day"))
    assert days == [
        (date(2021, 5, 29), date(2021, 5, 29)),
        (date(2021, 6, 12), date(2021, 6, 12)),
        (date(2021, 7, 1), date(2021, 7, 3)),
    ]


def test_a_ledger_with_columns_for_places_and_a_campaign(run, tree):
    head = ["乡镇", "村", "日期", "类型", "节点", "接受咨询人次", "学校"]
    answer = run(["黔城镇", "茶溪村", "2022-05-29", "咨询", "5.29", 40, ""], head=["序号", *head])
    assert answer["committed"] is True
    assert number(tree.village, "consultation_person_times", make_edition()) == 40


def test_lessons_name_their_school(run, tree, county_editor):
    with scope.use(county_editor.scope):
        save_school(
            actor=county_editor, school=School(association=tree.township, name="黔城中学", stage="junior")
        )
    head = ["序号", "单位", "日期", "活动类型", "参加人次", "学校"]
    answer = run(["黔城镇", "2022-04-01", "青春健康教育", 200, "黔城中学"], head=head)
    assert answer["committed"] is True
    assert number(tree.township, "youth_health_education_audience") == 200
    answer = run(["黔城镇", "2022-04-08", "青春健康教育", 200, "没有中学"], head=head)
    assert [(one["column"], one["reason"][:8]) for one in answer["rows"][0]["errors"]] == [
        ("学校", "找不到这所学校，")
    ]


@pytest.mark.parametrize(
    ("changes", "column", "words"),
    [
        ({0: "5月29日"}, "日期", "没有写年份"),
        ({0: "0529"}, "日期", "没有写年份"),
        ({0: "2023-05-29"}, "日期", "今天之后"),
        ({0: "2022-05"}, "日期", "缺日"),
        ({0: "2022.5.1-8.30"}, "日期", "最多连续"),
        ({0: ""}, "日期", ""),
        ({1: "没有村"}, "单位", "找不到"),
        ({2: "跳广场舞"}, "活动类型", "不在可选项里"),
        ({5: 3}, "场次", "一行只能是 1 场"),
        ({8: ""}, "义诊服务人次", "请填写"),
        ({8: "约760"}, "义诊服务人次", "约"),
        ({7: "-5"}, "发放宣传资料份数", "负"),
        ({6: 700}, "参加人次", "不一致"),
    ],
)
def test_a_row_that_cannot_be_says_why_and_nothing_is_written(run, tree, changes, column, words):
    row = [changes.get(at, cell) for at, cell in enumerate(CLINIC)]
    answer = run(row, ["2022-06-01", "双溪社区", "咨询", "", "", "", 30, "", "", ""])
    told = [(one["column"], one["reason"]) for bad in answer["rows"] for one in bad["errors"]]
    assert answer["committed"] is False
    assert any(name == column and words in reason for name, reason in told), told
    assert number(tree.city, "activity_sessions") is None


def test_a_number_that_the_kind_does_not_ask_is_refused(run, tree):
    head = ["序号", "单位", "日期", "活动类型", "参加人次", "张贴标语"]
    answer = run(["双溪社区", "2022-05-29", "理事会议", 12, 30], head=head)
    assert answer["rows"][0]["errors"][0] == {
        "column": "张贴宣传标语条数", "value": "30", "reason": "这个类型不填这项数字",
    } or answer["rows"][0]["errors"][0]["reason"] == "这个类型不填这项数字"  # fmt: skip
    assert number(tree.city, "activity_sessions") is None


def test_the_same_ledger_once_more_adds_nothing(run, tree):
    assert run(CLINIC)["counts"]["new"] == 1
    again = run(CLINIC)
    assert (again["counts"]["unchanged"], again["counts"]["new"]) == (1, 0)
    assert number(tree.city, "activity_sessions") == 1


def test_the_same_unit_day_and_kind_in_one_file_is_refused(run, tree):
    answer = run(CLINIC, CLINIC)
    assert (answer["committed"], answer["counts"]["duplicate"]) == (False, 1)
    assert "与第 3 行重复" in answer["rows"][0]["errors"][0]["reason"]


def test_what_was_entered_by_hand_is_asked_about(run, tree, county_editor):
    make_activity(
        county_editor, tree.village, date(2022, 5, 29), {"free_clinic_person_times": 700},
        kind="free_clinic", title="送医下乡",
    )  # fmt: skip
    answer = run(CLINIC, options=["--valid-only"])
    assert answer["counts"]["possible_duplicate"] == 1
    assert number(tree.city, "activity_sessions") == 1


def test_an_administrator_corrects_numbers_by_ledger_and_takes_it_back(run, tree, administrator):
    run(CLINIC)
    better = [*CLINIC[:8], 766, CLINIC[9]]
    assert run(better)["committed"] is False  # who records may add, not change
    answer = run(better, account="administrator")
    assert (answer["counts"]["update"], answer["committed"]) == (1, True)
    assert number(tree.city, "free_clinic_person_times") == 766
    assert number(tree.city, "publicity_material_copies") == 350
    undo(administrator, answer["batch"])
    assert number(tree.city, "free_clinic_person_times") == 760
    assert verify().differences == []


def undo(account, key):
    with scope.use(account.scope):
        batch = RosterBatch.objects.get(pk=key)
        undo_batch(actor=account, batch=batch, wait=True)
        undo_rows(batch, account)
        batch.refresh_from_db()
    return batch


def test_an_import_is_taken_back_as_one_step(run, tree, county_editor):
    answer = run(CLINIC, ["2022-06-01", "双溪社区", "咨询", "", "", "", 30, "", "", ""])
    assert number(tree.city, "activity_sessions") == 2
    assert undo(county_editor, answer["batch"]).remarks == []
    assert number(tree.city, "activity_sessions") is None
    assert verify().differences == []


def test_nothing_of_the_neighbour_is_written(run, tree):
    answer = run(["2022-05-29", "仰溪铺村", "咨询", "", "", "", 30, "", "", ""])
    assert (answer["committed"], answer["counts"]["out_of_scope"]) == (False, 1)
    assert number(tree.city, "activity_sessions") is None


def test_a_condolence_whose_families_are_ticked_is_not_changed_by_a_ledger(run, tree):
    clerk = make_account("ledger_condolence", tree.county, Role.EDITOR, family_right=True)
    family = make_family(clerk, tree.village)
    with scope.use(clerk.scope):
        activity = Activity(
            association=tree.village, kind=ActivityKind.objects.get(code="condolence"), title="春节慰问",
            first_day=date(2022, 5, 29), last_day=date(2022, 5, 29),
        )  # fmt: skip
        ticks = [Tick(row, 20000) for row in whole(Family.objects.filter(pk=family.pk))]
        record_activity(actor=clerk, draft=ActivityDraft(activity, {}, handout=Handout(ticks)))
    head = ["序号", "日期", "单位", "活动类型", "主题", "地点", "慰问人数"]
    answer = run(["2022-05-29", "黔城镇茶溪村", "慰问", "春节慰问", "村部", 30], head=head)
    assert "已有勾选到户的慰问" in str(answer["rows"])
    assert number(tree.village, "condolence_persons") == 1
