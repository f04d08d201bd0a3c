"""Addresses of typed numbers."""

from django.urls import path

from core.figures import form_views, views

urlpatterns = [
    path("figure-entries/", views.FigureEntryList.as_view(), name="figure_entry_list"),
    path("figure-entries/new/", form_views.FigureEntryCreate.as_view(), name="figure_entry_create"),
    path("figure-entries/opening/", form_views.FigureEntryOpening.as_view(), name="figure_entry_opening"),
    path("figure-entries/hint/", form_views.figure_entry_hint, name="figure_entry_hint"),
    path("figure-entries/<uuid:pk>/", views.FigureEntryDetail.as_view(), name="figure_entry_detail"),
    path("figure-entries/<uuid:pk>/edit/", form_views.FigureEntryEdit.as_view(), name="figure_entry_edit"),
    path("figure-entries/<uuid:pk>/delete/", views.FigureEntryDelete.as_view(), name="figure_entry_delete"),
]
