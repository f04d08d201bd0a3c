"""Addresses of imports."""

from django.urls import path

from core.rosters.views import acts, detail, export, start

urlpatterns = [
    path("rosters/", start.RosterList.as_view(), name="roster_list"),
    path("rosters/new/", start.RosterCreate.as_view(), name="roster_create"),
    path("rosters/templates/<slug:kind>/", start.roster_template, name="roster_template"),
    path("rosters/export/<slug:kind>/", export.RosterExport.as_view(), name="roster_export"),
    path("rosters/<uuid:pk>/", detail.RosterDetail.as_view(), name="roster_detail"),
    path("rosters/<uuid:pk>/columns/", acts.roster_columns, name="roster_columns"),
    path("rosters/<uuid:pk>/back/", acts.roster_back, name="roster_back"),
    path("rosters/<uuid:pk>/rule/", acts.roster_rule, name="roster_rule"),
    path("rosters/<uuid:pk>/rows/<uuid:row>/correct/", acts.roster_correct, name="roster_correct"),
    path("rosters/<uuid:pk>/rows/<uuid:row>/decide/", acts.roster_decide, name="roster_decide"),
    path("rosters/<uuid:pk>/marked/", acts.roster_marked, name="roster_marked"),
    path("rosters/<uuid:pk>/commit/", acts.roster_commit, name="roster_commit"),
    path("rosters/<uuid:pk>/discard/", acts.roster_discard, name="roster_discard"),
    path("rosters/<uuid:pk>/undo/", acts.RosterUndo.as_view(), name="roster_undo"),
]
