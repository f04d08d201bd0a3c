"""Addresses of activities and of the registers around them."""

from django.urls import path

from activities.grid import views as grid
from activities.views import (
    detail,
    drafts,
    entry,
    files,
    fragments,
    kinds,
    listing,
    phone,
    schools,
    strips,
    undo,
)

app_name = "activities"
urlpatterns = [
    path("activities/", listing.ActivityList.as_view(), name="activity_list"),
    path("activities/export/", listing.activity_export, name="activity_export"),
    path("activities/new/", entry.ActivityCreate.as_view(), name="activity_create"),
    path("activities/phone/", phone.PhoneStart.as_view(), name="phone_start"),
    path("activities/figures/", fragments.figure_fields, name="figure_fields"),
    path("activities/gains/", fragments.entry_gains, name="entry_gains"),
    path("activities/associations/", fragments.association_candidates, name="association_candidates"),
    path("activities/grid/", grid.ActivityGrid.as_view(), name="activity_grid"),
    path("activities/grid/save/", grid.grid_save, name="grid_save"),
    path("activities/grid/match/", grid.grid_match, name="grid_match"),
    path("activities/drafts/", drafts.DraftList.as_view(), name="draft_list"),
    path("activities/drafts/save/", drafts.draft_save, name="draft_save"),
    path("activities/drafts/<uuid:pk>/delete/", drafts.DraftDelete.as_view(), name="draft_delete"),
    path("activities/files/<uuid:pk>/", files.file_download, name="file_download"),
    path("activities/files/<uuid:pk>/thumbnail/", files.file_thumbnail, name="file_thumbnail"),
    path("activities/files/<uuid:pk>/delete/", files.FileDelete.as_view(), name="file_delete"),
    path("activities/<uuid:pk>/", detail.ActivityDetail.as_view(), name="activity_detail"),
    path("activities/<uuid:pk>/edit/", entry.ActivityEdit.as_view(), name="activity_edit"),
    path("activities/<uuid:pk>/edit/undo/", undo.activity_edit_undo, name="activity_edit_undo"),
    path("activities/<uuid:pk>/withdraw/", detail.ActivityWithdraw.as_view(), name="activity_withdraw"),
    path("activities/<uuid:pk>/undo/", detail.activity_undo, name="activity_undo"),
    path("activities/<uuid:pk>/restore/", detail.activity_restore, name="activity_restore"),
    path("activities/<uuid:pk>/files/", files.file_add, name="file_add"),
    path("activities/<uuid:pk>/files/send/", files.file_send, name="file_send"),
    path("warm-homes/years/", strips.HomeYears.as_view(), name="home_years"),
    path("warm-homes/<uuid:pk>/year/", strips.HomeYear.as_view(), name="home_year"),
    path("sites/<uuid:pk>/activities/", strips.PlaceActivities.as_view(), name="place_activities"),
    path("schools/", schools.SchoolList.as_view(), name="school_list"),
    path("schools/new/", schools.SchoolCreate.as_view(), name="school_create"),
    path("schools/<uuid:pk>/edit/", schools.SchoolEdit.as_view(), name="school_edit"),
    path("schools/<uuid:pk>/retire/", schools.school_retire, name="school_retire"),
    path("activity-kinds/", kinds.KindList.as_view(), name="kind_list"),
    path("activity-kinds/new/", kinds.KindCreate.as_view(), name="kind_create"),
    path("activity-kinds/<int:pk>/edit/", kinds.KindEdit.as_view(), name="kind_edit"),
    path("activity-kinds/<int:pk>/retire/", kinds.kind_retire, name="kind_retire"),
]
