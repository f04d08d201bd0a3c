"""Addresses of the registry of special families. None of them holds a name or a number of a person."""

from django.urls import path

from families.views import (
    appoint,
    contacts,
    detail,
    edit,
    exports,
    leave,
    listing,
    members,
    register,
    standards,
    visit_lists,
    visits,
)

app_name = "families"
urlpatterns = [
    path("families/", listing.FamilyList.as_view(), name="family_list"),
    path("families/find/", listing.FamilyFind.as_view(), name="family_find"),
    path("families/export/", exports.family_export, name="family_export"),
    path("families/export/full/", exports.FamilyExportFull.as_view(), name="family_export_full"),
    path("families/new/", register.FamilyCreate.as_view(), name="family_create"),
    path("families/contacts/", contacts.ContactList.as_view(), name="contact_list"),
    path("families/contacts/appoint/", appoint.ContactAppoint.as_view(), name="contact_appoint"),
    path("families/contacts/<uuid:pk>/", contacts.ContactHandOver.as_view(), name="contact_hand_over"),
    path("families/visits/", visit_lists.VisitList.as_view(), name="visit_list"),
    path("families/visits/<uuid:pk>/", visits.VisitEdit.as_view(), name="visit_edit"),
    path("families/visits/<uuid:pk>/undo/", visits.visit_undo, name="visit_undo"),
    path("families/<uuid:pk>/visit/", visits.VisitCreate.as_view(), name="visit_create"),
    path("families/standards/", standards.StandardList.as_view(), name="standard_list"),
    path("families/<uuid:pk>/", detail.FamilyDetail.as_view(), name="family_detail"),
    path("families/<uuid:pk>/edit/", edit.FamilyEdit.as_view(), name="family_edit"),
    path("families/<uuid:pk>/state/", edit.FamilyState.as_view(), name="family_state"),
    path("families/<uuid:pk>/state/undo/", edit.FamilyStateUndo.as_view(), name="family_state_undo"),
    path("families/<uuid:pk>/move/", edit.FamilyMove.as_view(), name="family_move"),
    path("families/<uuid:pk>/services/", members.FamilyServices.as_view(), name="family_services"),
    path("families/<uuid:pk>/contacts/", contacts.FamilyContacts.as_view(), name="family_contacts"),
    path("families/<uuid:pk>/anonymise/", leave.FamilyAnonymise.as_view(), name="family_anonymise"),
    path("families/<uuid:pk>/remove/", leave.FamilyRemove.as_view(), name="family_remove"),
    path("families/<uuid:pk>/subject-file/", leave.SubjectFile.as_view(), name="subject_file"),
    path("families/<uuid:pk>/members/new/", members.MemberCreate.as_view(), name="member_create"),
    path("families/<uuid:pk>/members/<uuid:member>/edit/", members.MemberEdit.as_view(), name="member_edit"),
    path(
        "families/<uuid:pk>/members/<uuid:member>/remove/",
        members.MemberRemove.as_view(),
        name="member_remove",
    ),
]
