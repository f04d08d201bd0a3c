"""Addresses of the trace."""

from django.urls import path

from core.audit import reading_views, views

urlpatterns = [
    path("audit/", views.AuditList.as_view(), name="audit_list"),
    path("audit/<int:pk>/", views.AuditDetail.as_view(), name="audit_detail"),
    path("audit/export/", views.audit_export, name="audit_export"),
    path("readings/", reading_views.ReadingList.as_view(), name="reading_list"),
    path("readings/<int:pk>/", reading_views.ReadingDetail.as_view(), name="reading_detail"),
    path("readings/export/", reading_views.reading_export, name="reading_export"),
]
