"""Addresses of the network's pages."""

from django.urls import path

from core.associations import views

urlpatterns = [
    path("associations/search/", views.association_search, name="association_search"),
]
