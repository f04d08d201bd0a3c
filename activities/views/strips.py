"""The year strip of one Warm Home, and those of all homes of an association, the worst first."""

from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from activities.queries import shown_figures, standing
from activities.strips import strips_of
from activities.tables import figures_text
from core.access import Action, access, account_of, can, get_visible
from core.pages.fields import AssociationField
from core.pages.tables import with_query
from core.pages.views import Page
from families.models import WarmHome
from families.tables import unit_path
from members.sites.views.finding import any_site

FIRST_YEAR = 2015
MOST, MOST_ACTIVITIES = 60, 20
MONTHS = [f"{month}月" for month in range(1, 13)]


def asked_year(request: HttpRequest) -> int:
    """``?year=``; anything else is this year."""
    text, today = request.GET.get("year", ""), timezone.localdate()
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else today.year
    return year if FIRST_YEAR <= year <= today.year + 1 else today.year


def years_around(request: HttpRequest, year: int) -> dict[str, Any]:
    """The year, and the addresses of the one before and the one after."""
    today = timezone.localdate()
    return {
        "year": year,
        "before": with_query(request, year=year - 1) if year > FIRST_YEAR else "",
        "after": with_query(request, year=year + 1) if year < today.year else "",
        "months": MONTHS,
    }


class PlaceForm(forms.Form):
    """Whose homes, of which year."""

    use_required_attribute = False
    association = AssociationField(label="单位", required=False)
    year = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)


@access(get=Action.VIEW)
class HomeYear(Page):
    """年度条 of one home: a part of its page, or a page of its own without scripts."""

    def get(self, request: HttpRequest, pk: Any) -> HttpResponse:
        rows = WarmHome.objects.filter(withdrawn_at=None).select_related("association__parent__parent")
        home: WarmHome = get_visible(rows, pk=pk)
        year, account = asked_year(request), account_of(request)
        found = strips_of(
            [home], home.association, year, timezone.localdate(), may_record=can(account, Action.RECORD)
        )
        is_part = bool(request.headers.get("HX-Request"))
        self.template = "activities/_strip.html" if is_part else "activities/home_year.html"
        return self.show(
            heading=f"{home.name}　年度条",
            strip=next((one for one in found if one.has_duties), None),
            home=home,
            all_url=f"{reverse('activities:home_years')}?year={year}",
            **years_around(request, year),
        )


@access(get=Action.VIEW)
class HomeYears(Page):
    """暖心家园工作一览表: the strips of all homes, the worst first."""

    template = "activities/home_years.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        account, year, day = account_of(request), asked_year(request), timezone.localdate()
        form = PlaceForm(request.GET) if request.GET else PlaceForm(initial={"year": year})
        is_clear = not form.is_bound or form.is_valid()
        chosen = form.cleaned_data.get("association") if form.is_bound else None
        area = chosen or account.association
        rows = WarmHome.objects.filter(withdrawn_at=None, code__range=(area.low, area.high))
        homes = (
            []
            if not is_clear
            else list(rows.select_related("association__parent__parent").order_by("code", "name"))
        )
        found = strips_of(homes, area, year, day, may_record=can(account, Action.RECORD))
        strips = sorted((one for one in found if one.has_duties), key=lambda strip: strip.rank)
        return self.show(
            heading=f"{area.name}暖心家园一览",
            strips=[{"strip": one, "where": unit_path(one.home.association)} for one in strips[:MOST]],
            total=len(strips),
            most=MOST,
            overdue=sum(one.overdue for one in strips),
            lacking=sum(one.overdue > 0 for one in strips),
            area=area,
            filters=form,
            now=timezone.localtime(),
            **years_around(request, year),
        )


@access(get=Action.VIEW)
class PlaceActivities(Page):
    """What took place at a site or a Warm Home: a part of its page, or a page of its own without scripts."""

    def get(self, request: HttpRequest, pk: Any) -> HttpResponse:
        site = any_site(pk)
        rows = standing().filter(Q(warm_home=pk) | Q(site=pk)).select_related("kind", "association")
        shown = list(rows.order_by("-first_day", "-created_at")[:MOST_ACTIVITIES])
        figures = shown_figures(shown, account_of(request))
        is_part = bool(request.headers.get("HX-Request"))
        self.template = "activities/_place_activities.html" if is_part else "activities/place_activities.html"
        return self.show(
            heading=f"{site}　活动",
            site=site,
            activities=[{"activity": row, "figures": figures_text(figures[row.pk])} for row in shown],
            total=rows.count(),
            most=MOST_ACTIVITIES,
        )
