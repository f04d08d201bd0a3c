"""All addresses: each package brings its own, under its own namespace."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("core.urls")),
    path("", include("members.urls")),
    path("", include("families.urls")),
    path("", include("projects.urls")),
    path("", include("activities.urls")),
    path("", include("reports.urls")),
]
