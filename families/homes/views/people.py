"""Who belongs to a home: its liaison, its volunteers, the families that it serves."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from core import notices
from core.access import Action, access, account_of, can
from core.audit.models import What
from core.audit.readings import record_reading
from core.audit.services import kind_of
from core.pages.views import FormPage
from core.records import Conflict
from families.homes.forms import END, INSTEAD, FamiliesForm, LiaisonForm, PickForm, no_such
from families.homes.queries import (
    around,
    families_served,
    families_to_choose,
    served_by,
    volunteers_of,
    volunteers_to_choose,
)
from families.homes.services import (
    LiaisonEntry,
    appoint_liaison,
    end_liaison,
    serve_families,
    set_volunteers,
)
from families.homes.views.listing import home_or_404
from families.masks import head_name
from families.models import Family, HomeLiaison, WarmHome
from families.tables import unit_path
from members.sites.views.entry import MEANWHILE

KIND = kind_of(Family())


class HomePage(FormPage):
    """A form about one home."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.pk = kwargs["pk"]

    @property
    def home(self) -> WarmHome:
        return home_or_404(self.pk)

    def context(self, **extra: Any) -> dict[str, Any]:
        home = self.home
        found = super().context(**extra)
        return {**found, "home": home, "heading": f"{home.name}　{self.heading}"}

    def form_arguments(self) -> dict[str, Any]:
        return {"initial": {"version": self.home.version, "day": timezone.localdate()}}

    def save(self, form: Any) -> WarmHome:
        home = self.home
        try:
            self.write(home, form)
        except Conflict:
            raise ValidationError(MEANWHILE) from None
        return home

    def write(self, home: WarmHome, form: Any) -> None:
        raise NotImplementedError

    def done_url(self, result: WarmHome) -> str:
        return result.get_absolute_url()

    def cancel_url(self) -> str:
        return self.home.get_absolute_url()


@access(get=Action.RECORD, post=Action.RECORD)
class HomeLiaisonEdit(HomePage):
    """卫生室联系人: one at a time; whoever comes takes the place of who is there."""

    heading = "卫生室联系人"
    help_text = "每家暖心家园由社区卫生室一名工作人员联系，同一时间只有一名。"
    form_class = LiaisonForm
    done = "卫生室联系人已保存。"

    def standing(self) -> HomeLiaison | None:
        row: HomeLiaison | None = self.home.liaisons.filter(until=None).first()
        return row

    def form_arguments(self) -> dict[str, Any]:
        return {"standing": self.standing(), **super().form_arguments()}

    def write(self, home: WarmHome, form: Any) -> None:
        data, actor = form.cleaned_data, account_of(self.request)
        version = data["version"]
        if data["how"] == END:
            end_liaison(actor=actor, home=home, day=data["day"], expected_version=version)
            return
        entry = LiaisonEntry(data["name"], data["day"], data["station"], data["phone"])
        standing = form.standing
        instead = standing.pk if standing is not None and data["how"] == INSTEAD else None
        appoint_liaison(actor=actor, home=home, entry=entry, expected_version=version, instead_of=instead)


class PickPage(HomePage):
    """People to tick. All who belong to the home are offered, so that who is not ticked leaves it."""

    template = "families/home_pick.html"
    form_class = PickForm

    def picked(self, offered: dict[str, Any]) -> list[Any]:
        """Who was ticked; whoever was not offered is refused."""
        keys = self.request.POST.getlist("pick")
        no_such(keys, set(offered))
        return [offered[key] for key in keys]


@access(get=Action.RECORD, post=Action.RECORD)
class HomeVolunteers(PickPage):
    """志愿者: volunteers of the register who serve at the home."""

    heading = "志愿者"
    help_text = "从会员名册里的志愿者勾选；名册里没有的，先在“会员”里登记为志愿者。"

    def context(self, **extra: Any) -> dict[str, Any]:
        day = timezone.localdate()
        serving = {row.pk for row in volunteers_of(self.home, day)}
        rows = [
            {
                "key": row.pk, "words": row.name, "text": f"{row.association.name}　{row.team}".strip("　"),
                "ticked": row.pk in serving,
            }
            for row in volunteers_to_choose(self.home, day)
        ]  # fmt: skip
        empty = f"{around(self.home).name}还没有登记志愿者。"
        return super().context(rows=rows, empty_text=empty, **extra)

    def write(self, home: WarmHome, form: Any) -> None:
        offered = {str(row.pk): row for row in volunteers_to_choose(home, timezone.localdate())}
        data = form.cleaned_data
        came, left = set_volunteers(
            actor=account_of(self.request), home=home, members=self.picked(offered),
            shown=[row.pk for row in offered.values()], day=data["day"], expected_version=data["version"],
        )  # fmt: skip
        notices.add(self.request, f"志愿者已保存：新增 {came} 人，退出 {left} 人。")


@access(get=Action.VIEW, post=Action.RECORD, family=True, logs=True)
class HomeFamilies(PickPage):
    """服务家庭: the families that the home serves; names masked, each look in the reading log."""

    heading = "服务家庭"
    form_class = FamiliesForm
    help_text = "勾选这家暖心家园联系服务的家庭，去掉勾选就是结束服务；以前的起止都保留。"

    def families(self) -> list[Family]:
        day = timezone.localdate()
        may_choose = can(account_of(self.request), Action.RECORD)
        near = families_to_choose(around(self.home), day) if may_choose else []
        known = {row.pk for row in near}
        return [*(row for row in families_served(self.home, day) if row.pk not in known), *near]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.rows = self.families()
        record_reading(account_of(request), What.LIST, self.rows, kind=KIND, note="暖心家园服务家庭")
        return super().get(request, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.rows = self.families()  # a form that comes back shows whom the reading log knows already
        return super().post(request, **kwargs)

    def context(self, **extra: Any) -> dict[str, Any]:
        links = served_by(self.home, timezone.localdate())
        rows = [
            {
                "key": row.pk, "words": f"{row}　{head_name(row)}", "url": row.get_absolute_url(),
                "text": unit_path(row.association), "ticked": row.pk in links,
            }
            for row in sorted(self.rows, key=lambda row: row.pk not in links)
        ]  # fmt: skip
        beyond = len(set(links) - {row.pk for row in self.rows})
        more = f"另有 {beyond} 户不在您的单位范围内（在别的单位，或已迁出、删除）。" if beyond else ""
        empty = f"{around(self.home).name}没有在册的特殊家庭。"
        read_only = not can(account_of(self.request), Action.RECORD)
        return super().context(rows=rows, beyond=more, empty_text=empty, is_read_only=read_only, **extra)

    def write(self, home: WarmHome, form: Any) -> None:
        data, picked = form.cleaned_data, self.picked({str(row.pk): row for row in self.rows})
        standing = served_by(home, data["day"])
        known = {row.pk for row in self.rows} | (set(standing) if data["end_beyond"] else set())
        left_out = known - {row.pk for row in picked}
        came, left = serve_families(
            actor=account_of(self.request), home=home,
            families=[row for row in picked if row.is_registered or row.pk not in standing],
            shown=left_out, day=data["day"], expected_version=data["version"],
        )  # fmt: skip
        notices.add(self.request, f"服务家庭已保存：新增 {came} 户，结束 {left} 户。")
