"""Addresses of the trace."""

from django.urls import path

from core.audit import views

urlpatterns = [
    path("audit/", views.AuditList.as_view(), name="audit_list"),
    path("audit/<int:pk>/", views.AuditDetail.as_view(), name="audit_detail"),
    path("audit/export/", views.audit_export, name="audit_export"),
]
