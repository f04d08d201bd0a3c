"""Addresses of core: each part brings its own."""

from django.urls import include, path

app_name = "core"
urlpatterns = [
    path("", include("core.accounts.urls")),
    path("", include("core.audit.urls")),
    path("", include("core.associations.urls")),
    path("", include("core.indicators.urls")),
    path("", include("core.figures.urls")),
    path("", include("core.jobs.urls")),
    path("", include("core.duties.urls")),
    path("", include("core.help.urls")),
    path("", include("core.rosters.urls")),
    path("", include("core.reveal.urls")),
]
