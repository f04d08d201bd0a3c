"""Addresses of background jobs."""

from django.urls import path

from core.jobs import views

urlpatterns = [
    path("jobs/", views.JobList.as_view(), name="job_list"),
    path("jobs/<uuid:pk>/", views.JobDetail.as_view(), name="job_detail"),
    path("jobs/<uuid:pk>/download/", views.job_download, name="job_download"),
    path("jobs/<uuid:pk>/cancel/", views.job_cancel, name="job_cancel"),
    path("jobs/<uuid:pk>/retry/", views.job_retry, name="job_retry"),
]
