"""Addresses of accounts, logins and one-time links."""

from django.urls import path

from core.accounts import doors, many_views, views

urlpatterns = [
    path("login/", doors.login, name="login"),
    path("logout/", doors.logout, name="logout"),
    path("health/", doors.health, name="health"),
    path("link/<str:token>/", doors.link, name="link"),
    path("password/", views.PasswordChange.as_view(), name="password_change"),
    path("accounts/", views.AccountList.as_view(), name="account_list"),
    path("accounts/new/", views.AccountCreate.as_view(), name="account_create"),
    path("accounts/many/", many_views.AccountMany.as_view(), name="account_many"),
    path("accounts/<int:pk>/", views.AccountDetail.as_view(), name="account_detail"),
    path("accounts/<int:pk>/edit/", views.AccountUpdate.as_view(), name="account_update"),
    path("accounts/<int:pk>/disable/", views.AccountDisable.as_view(), name="account_disable"),
    path("accounts/<int:pk>/enable/", views.account_enable, name="account_enable"),
    path("accounts/<int:pk>/unlock/", views.account_unlock, name="account_unlock"),
    path("accounts/<int:pk>/reset/", views.AccountReset.as_view(), name="account_reset"),
    path("links/", many_views.LinkList.as_view(), name="link_list"),
]
