"""Addresses of members."""

from django.urls import path

from members.views import detail, entry, exports, listing, many, undo

app_name = "members"
urlpatterns = [
    path("members/", listing.MemberList.as_view(), name="member_list"),
    path("members/print/", listing.member_print, name="member_print"),
    path("members/export/", exports.member_export, name="member_export"),
    path("members/export/phones/", exports.MemberExportPhones.as_view(), name="member_export_phones"),
    path("members/new/", entry.MemberCreate.as_view(), name="member_create"),
    path("members/many/", many.MemberMany.as_view(), name="member_many"),
    path("members/undo/", undo.member_change_undo, name="member_change_undo"),
    path("members/<uuid:pk>/", detail.MemberDetail.as_view(), name="member_detail"),
    path("members/<uuid:pk>/edit/", entry.MemberEdit.as_view(), name="member_edit"),
    path("members/<uuid:pk>/withdraw/", detail.MemberWithdraw.as_view(), name="member_withdraw"),
    path("members/<uuid:pk>/undo/", detail.member_undo, name="member_undo"),
    path("members/<uuid:pk>/restore/", detail.member_restore, name="member_restore"),
]
