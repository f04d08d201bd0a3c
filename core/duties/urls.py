"""Addresses of duties."""

from django.urls import path

from core.duties import views

urlpatterns = [path("duty-standards/", views.DutyStandardList.as_view(), name="duty_standard_list")]
