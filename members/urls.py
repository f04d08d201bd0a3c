"""Addresses of members."""

from django.urls import path

from members.sites.views import checks, entry as site_entry, files, listing as site_listing, standards
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
    path("sites/", site_listing.SiteList.as_view(), name="site_list"),
    path("site-standards/", standards.StandardList.as_view(), name="standard_list"),
    path("sites/new/", site_entry.SiteCreate.as_view(), name="site_create"),
    path("sites/<uuid:pk>/", site_listing.SiteDetail.as_view(), name="site_detail"),
    path("sites/<uuid:pk>/edit/", site_entry.SiteEdit.as_view(), name="site_edit"),
    path("sites/<uuid:pk>/act/", site_entry.SiteAct.as_view(), name="site_act"),
    path("sites/<uuid:pk>/check/", checks.SiteCheckCreate.as_view(), name="site_check"),
    path("sites/checks/<uuid:pk>/", checks.CheckReview.as_view(), name="check_review"),
    path("sites/<uuid:pk>/files/", files.site_files, name="site_files"),
    path("sites/files/<uuid:pk>/", files.site_file, name="site_file"),
    path("sites/files/<uuid:pk>/delete/", files.SiteFileDelete.as_view(), name="site_file_delete"),
]
