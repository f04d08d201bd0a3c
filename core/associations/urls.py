"""Addresses of the network's pages."""

from django.urls import path

from core.associations import views

urlpatterns = [
    path("search/", views.Search.as_view(), name="search"),
    path("associations/search/", views.association_search, name="association_search"),
    path("associations/<int:code>/edit/", views.AssociationEdit.as_view(), name="association_edit"),
]
