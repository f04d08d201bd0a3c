"""The address of a protected field."""

from django.urls import path

from core.reveal import views

urlpatterns = [path("reveal/<str:kind>/<uuid:pk>/<str:field>/", views.reveal, name="reveal")]
