"""Addresses of the reports."""

from django.urls import path

from reports.coverage import views as coverage
from reports.views import association, dashboard, figure, home

app_name = "reports"
urlpatterns = [
    path("", home.Home.as_view(), name="home"),
    path("worklist/", home.WorklistAll.as_view(), name="worklist"),
    path("first-steps/", home.first_steps, name="first_steps"),
    path("dashboard/", dashboard.my_dashboard, name="my_dashboard"),
    path("dashboard/<int:code>/", dashboard.Dashboard.as_view(), name="dashboard"),
    path("dashboard/<int:code>/export/", dashboard.dashboard_export, name="dashboard_export"),
    path("coverage/", coverage.my_coverage, name="my_coverage"),
    path("coverage/<int:code>/", coverage.Coverage.as_view(), name="coverage"),
    path("coverage/<int:code>/export/", coverage.coverage_export, name="coverage_export"),
    path("figures/<int:code>/<slug:indicator>/", figure.FigureDrawer.as_view(), name="figure_drawer"),
    path("figures/<int:code>/<slug:indicator>/export/", figure.figure_export, name="figure_export"),
    path("associations/<int:code>/", association.AssociationDetail.as_view(), name="association_detail"),
]
