"""Addresses of projects and payments."""

from django.urls import path

from projects import views

app_name = "projects"
urlpatterns = [
    path("families/<uuid:pk>/payments/", views.FamilyPayments.as_view(), name="family_payments"),
]
