"""Addresses of the help."""

from django.urls import path

from core.help import views

urlpatterns = [
    path("help/", views.Help.as_view(), name="help"),
    path("help/<slug:role>/", views.HelpOfRole.as_view(), name="help_of_role"),
]
