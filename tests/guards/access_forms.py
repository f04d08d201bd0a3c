"""A full, good POST for every address that takes one: what a browser sends after a person filled the form."""

from collections.abc import Callable
from uuid import uuid4

from axes.models import AccessAttempt
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from core import scope
from core.accounts.models import Account
from core.figures.models import Indicator
from core.jobs.models import Job
from tests.factories import PASSWORD
from tests.guards.access_matrix import path_of
from tests.guards.access_recipes import NOTHING, SITTER, Recipe, Values, at_unit, typed, unit_values
from tests.guards.access_samples import COUNTED, SAMPLES, TYPED
from tests.guards.access_table import CITY_ONLY, PAGES
from tests.guards.access_world import Seat, World
from tests.guards.form_reader import FormReader
from tests.guards.forms_care import CARE
from tests.guards.forms_duties import DUTIES
from tests.guards.forms_families import FAMILIES
from tests.guards.forms_homes import HOMES
from tests.guards.forms_rosters import ROSTERS
from tests.guards.forms_sites import SITES
from tests.guards.forms_visits import VISITS

TYPED_SOURCE = "core.figureentry"


def _many(world: World, place: str) -> Values:
    code = world.units["village"].code
    names = {"pick": str(code), f"username_{code}": "newcomer01"}
    return {**unit_values(world, place), "level": "4", "role": "editor", "style": "initials", **names}


def _waiting(world: World, place: str) -> Values:
    return {"pick": str(world.samples[place]["waiting"]), "act": "revoke"}


def _file(world: World, place: str) -> Values:
    return {"files_notice": SimpleUploadedFile("通知.txt", "会议通知".encode())}


def _sent_file(world: World, place: str) -> Values:
    return {"attachment": str(uuid4()), **_file(world, place)}


def _row(world: World, place: str) -> Values:
    unit, record = str(world.units[place].pk), str(uuid4())
    return {
        "unit": unit, "kind": "theme_publicity", "when": "2022-05-25", "record": record,
        f"figure_{COUNTED}": "30",
    }  # fmt: skip


def _names(world: World, place: str) -> Values:
    return {"association": str(world.units[place].pk), "by": "village", "names": "茶溪村"}


def _kind(world: World, place: str) -> Values:
    indicator = Indicator.objects.get(code=COUNTED).pk
    return {"name": "守卫活动", "order": "99", "form-0-indicator": str(indicator), "form-0-way": "asked"}


def _disable(world: World, place: str) -> None:
    Account.objects.filter(pk=world.samples[place]["account"]).update(is_active=False)


def _lock(world: World, place: str) -> None:
    name = Account.objects.get(pk=world.samples[place]["account"]).username
    AccessAttempt.objects.create(username=name, failures_since_start=5, attempt_time=timezone.now())


def _job_is(state: str) -> Callable[[World, str], None]:
    def prepare(world: World, place: str) -> None:
        with scope.everything():
            job = Job.objects.filter(pk=world.samples[place]["job"])
            job.update(state=state, arguments={"period": "all"})

    return prepare


def _edit_first(name: str) -> Callable[[World, str], None]:
    """The change that is then taken back lies in the session of who made it."""

    def prepare(world: World, place: str) -> None:
        if place == RECIPES[name].place:
            seat = sitter(world, name)
            world.send_for_good(seat, "POST", path_of(world, name, place), filled(world, name))

    return prepare


def _regrouped(world: World, place: str) -> Values:
    return {"act": "group", "pick": str(world.samples[place]["member"]), "group": "第九组"}


def _retire(world: World, place: str) -> None:
    Indicator.objects.filter(code=TYPED).update(is_active=False)


REASON = typed(reason="登记重复了")
# Asked where the unit has any: the first page, without a unit, does not show them.
SITE_CHOICES = frozenset({"site", "warm_home"})
ACTIVITY = at_unit(days="2022-05-25", kind="theme_publicity", title="大讲堂", **{f"figure_{COUNTED}": "30"})
ENTRY = at_unit(day="2022-05-20", value="12", note="填报说明")
RECIPES = (
    ROSTERS
    | SITES
    | HOMES
    | VISITS
    | FAMILIES
    | CARE
    | DUTIES
    | {
        "core:password_change": Recipe(
            typed(old_password=PASSWORD, new_password="gaoyuan-lanse-77", password_again="gaoyuan-lanse-77")
        ),
        "core:account_create": Recipe(at_unit(name="新来的人", username="newcomer01", role="editor")),
        "core:account_many": Recipe(_many, also=frozenset({"text"})),
        "core:account_update": Recipe(typed(name="改过的名字", role="viewer")),
        "core:account_disable": NOTHING,
        "core:account_enable": Recipe(prepare=_disable),
        "core:account_unlock": Recipe(prepare=_lock),
        "core:account_reset": NOTHING,
        "core:link_list": Recipe(_waiting),
        "core:audit_export": NOTHING,
        "core:reading_export": NOTHING,
        "core:reveal": Recipe(typed(purpose="visit", detail="入户走访前核对")),
        "core:job_download": NOTHING,
        "core:job_cancel": Recipe(prepare=_job_is("waiting")),
        "core:job_retry": Recipe(prepare=_job_is("unfinished")),
        "core:association_edit": Recipe(typed(grid_name="第九网格"), place="village"),
        "core:indicator_create": Recipe(
            typed(
                code="guard_count",
                name="守卫数",
                unit="次",
                kind="flow",
                source=TYPED_SOURCE,
                entry_level="city",
            )
        ),
        "core:indicator_edit": Recipe(typed(definition="另一种口径")),
        "core:indicator_retire": Recipe(REASON),
        "core:indicator_reactivate": Recipe(prepare=_retire),
        "core:figure_entry_create": Recipe(lambda world, place: {**ENTRY(world, place), "indicator": TYPED}),
        "core:figure_entry_opening": Recipe(
            lambda world, place: {**ENTRY(world, place), "indicator": COUNTED}
        ),
        "core:figure_entry_edit": Recipe(typed(value="13")),
        "core:figure_entry_delete": Recipe(REASON),
        "members:member_export": NOTHING,
        "members:member_export_phones": Recipe(typed(purpose="活动电话通知用")),
        "members:member_create": Recipe(at_unit(name="舒小燕", since="2022-05-20")),
        "members:member_many": Recipe(_regrouped, also=frozenset({"act", "pick", "group"})),
        "members:member_change_undo": Recipe(prepare=_edit_first("members:member_edit")),
        "members:member_edit": Recipe(typed(team="改过的服务队")),
        "members:member_withdraw": Recipe(REASON),
        "members:member_undo": NOTHING,
        "members:member_restore": NOTHING,
        "activities:activity_export": NOTHING,
        "activities:activity_create": Recipe(ACTIVITY, also=SITE_CHOICES),
        "activities:grid_save": Recipe(
            _row,  # what a row may say besides, in boxes that the page shows for some kinds only
            also=frozenset({"version", "seen", "says_none", "campaigns", "title", "place", "venue"}),
        ),
        "activities:grid_match": Recipe(_names, asks=True),
        "activities:draft_save": Recipe(
            lambda world, place: {**ACTIVITY(world, place), "record": str(uuid4()), "draft_version": "0"},
            also=frozenset({"version"}),  # its presence says that a standing record is being edited
        ),
        "activities:draft_delete": NOTHING,
        "activities:file_delete": NOTHING,
        "activities:activity_edit": Recipe(typed(title="改过的主题", then="stay")),
        "activities:activity_edit_undo": Recipe(prepare=_edit_first("activities:activity_edit")),
        "activities:activity_withdraw": Recipe(REASON),
        "activities:activity_undo": NOTHING,
        "activities:activity_restore": NOTHING,
        "activities:file_add": Recipe(_file),
        "activities:file_send": Recipe(_sent_file, also=frozenset({"attachment"})),
        "activities:school_create": Recipe(at_unit(name="双溪小学", stage="primary")),
        "activities:school_edit": Recipe(typed(name="改过名的小学")),
        "activities:school_retire": NOTHING,
        "activities:kind_create": Recipe(_kind),
        "activities:kind_edit": Recipe(typed(name="改过的类型")),
        "activities:kind_retire": NOTHING,
        "reports:first_steps": Recipe(typed(step="unit_checked")),
        "reports:dashboard_export": NOTHING,
        "reports:figure_export": NOTHING,
    }
)


def sitter(world: World, name: str, method: str = "POST", place: str = "") -> Seat:
    """Who may do it: the role that has the right, at the place of the recipe."""
    right = PAGES[name].right(method)
    place = place or (RECIPES[name].place if method == "POST" else "township")
    is_personal = any(SAMPLES[kind].personal for kind in PAGES[name].about.values())
    role = "editor" if is_personal else SITTER[right]  # who makes the samples
    if PAGES[name].family or PAGES[name].guarded_by_kind:
        role += "+family"
    return world.seats[role, "city" if right in CITY_ONLY else place]


def filled(world: World, name: str, place: str = "") -> Values:
    """The form as it comes from the server, with what the person typed into it."""
    recipe = RECIPES[name]
    place = place or recipe.place
    form = shown_form(world, name, place) if PAGES[name].get else {}
    return {**form, **recipe.values(world, place)}


def shown_form(world: World, name: str, place: str) -> Values:
    return read_form(world, name, place).values


def read_form(world: World, name: str, place: str) -> FormReader:
    """The form of a page as its rightful seat gets it."""
    answer = world.send(sitter(world, name, place=place), "GET", path_of(world, name, place))
    assert answer.status == 200, f"{name}: {answer.status} {answer.error}"
    reader = FormReader()
    reader.feed(answer.body)
    return reader
