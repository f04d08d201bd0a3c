"""Addresses of the catalogue of indicators."""

from django.urls import path

from core.indicators import views

urlpatterns = [
    path("indicators/", views.IndicatorList.as_view(), name="indicator_list"),
    path("indicators/new/", views.IndicatorCreate.as_view(), name="indicator_create"),
    path("indicators/<slug:code>/", views.IndicatorDetail.as_view(), name="indicator_detail"),
    path("indicators/<slug:code>/edit/", views.IndicatorEdit.as_view(), name="indicator_edit"),
    path("indicators/<slug:code>/retire/", views.IndicatorRetire.as_view(), name="indicator_retire"),
    path("indicators/<slug:code>/reactivate/", views.indicator_reactivate, name="indicator_reactivate"),
]
