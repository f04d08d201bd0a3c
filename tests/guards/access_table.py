"""What each address answers to whom: written down by hand, so that a changed declaration is noticed.

A new address fails the guards until it stands here. ``get`` and ``post`` name the right that the method needs
(empty: the method answers 405); ``about`` says which sample (``access_samples``) each argument of the address
takes; ``shown`` and ``empty`` are the good answers to GET and to a POST without data; ``acts``: such a POST
already changes something. What a full POST holds is in ``access_forms``.
"""

from dataclasses import dataclass, field

# Rights by role, once more: nothing here is read from the code that is tested.
RIGHTS = {
    "viewer": {"own", "view", "export"},
    "editor": {"own", "view", "export", "record", "import"},
    "reviewer": {"own", "view", "export", "review"},
    "administrator": {"own", "view", "export", "administer", "catalogue", "import", "import_changes"},
    "auditor": {"own", "view", "export", "audit"},
}
# Rights that only the seats of the city office have.
CITY_ONLY = {"catalogue"}

PUBLIC = {
    "core:login": "the way in",
    "core:logout": "ends a session; without one it leads to the login as well",
    "core:link": "a one-time link is the way in of who has no password yet",
    "core:health": "the watchdog has no account, and learns nothing but whether the system answers",
}


@dataclass(frozen=True)
class Page:
    get: str = ""
    post: str = ""
    about: dict[str, str] = field(default_factory=dict)
    shown: tuple[int, ...] = (200,)
    empty: tuple[int, ...] = (422,)
    acts: bool = False
    old_password: bool = False  # open to who must change the password first
    family: bool = False  # asks for the family right too
    guarded_by_kind: bool = False  # the service asks for the family right, as the sample's kind demands
    logs: bool = False  # shows persons: a good GET stands in the reading log

    def right(self, method: str) -> str:
        return self.get if method == "GET" else self.post


ACCOUNT = {"pk": "account"}
INDICATOR = {"code": "indicator"}
ENTRY = {"pk": "entry"}
ACTIVITY = {"pk": "activity"}
MEMBER = {"pk": "member"}
JOB = {"pk": "job"}
ROSTER = {"pk": "roster"}
ROSTER_ROW = {"pk": "roster", "row": "roster_row"}
UNIT = {"code": "association"}
FAMILY = {"pk": "family"}
FAMILY_MEMBER = {"pk": "family", "member": "family_member"}
REVEALED = {"kind": "protected_kind", "pk": "protected", "field": "protected_field"}
SITE = {"pk": "site"}
HOME = {"pk": "home"}
SITE_FILE = {"pk": "site_file"}
FIGURE = {"code": "association", "indicator": "counted"}

PAGES = {
    "core:password_change": Page("own", "own", old_password=True),
    "core:account_list": Page("administer"),
    "core:account_create": Page("administer", "administer"),
    "core:account_many": Page("administer", "administer"),
    "core:account_detail": Page("administer", about=ACCOUNT),
    "core:account_update": Page("administer", "administer", ACCOUNT),
    "core:account_disable": Page("administer", "administer", ACCOUNT, empty=(302,), acts=True),
    "core:account_enable": Page("", "administer", ACCOUNT, empty=(302,)),
    "core:account_unlock": Page("", "administer", ACCOUNT, empty=(302,)),
    "core:account_reset": Page("administer", "administer", ACCOUNT, empty=(200,), acts=True),
    "core:link_list": Page("administer", "administer", empty=(302,)),
    "core:audit_list": Page("audit"),
    "core:audit_detail": Page("audit", about={"pk": "audit"}),
    "core:audit_export": Page("", "audit", empty=(200,), acts=True),
    "core:reading_list": Page("audit"),
    "core:reading_detail": Page("audit", about={"pk": "reading"}),
    "core:reading_export": Page("", "audit", empty=(200,), acts=True),
    "core:reveal": Page("", "view", REVEALED, guarded_by_kind=True),
    "core:job_list": Page("own"),
    "core:job_detail": Page("own", about=JOB),
    "core:job_download": Page("", "own", JOB, empty=(200,), acts=True),
    "core:job_cancel": Page("", "own", JOB, empty=(302,)),
    "core:job_retry": Page("", "own", JOB, empty=(302,)),
    "core:roster_list": Page("import"),
    "core:roster_create": Page("import", "import"),
    "core:roster_template": Page("import", about={"kind": "roster_kind"}),
    "core:roster_export": Page("export", "export", {"kind": "roster_kind"}),
    "core:roster_detail": Page("import", about=ROSTER),
    "core:roster_columns": Page("", "import", ROSTER, empty=(302,)),
    "core:roster_back": Page("", "import", ROSTER, empty=(302,), acts=True),
    "core:roster_rule": Page("", "import", ROSTER, empty=(302,)),
    "core:roster_correct": Page("", "import", ROSTER_ROW, empty=(302,)),
    "core:roster_decide": Page("", "import", ROSTER_ROW, empty=(302,)),
    "core:roster_marked": Page("", "import", ROSTER, empty=(200,), acts=True),
    "core:roster_commit": Page("", "import", ROSTER, empty=(302,), acts=True),
    "core:roster_discard": Page("", "import", ROSTER, empty=(302,), acts=True),
    "core:roster_undo": Page("import", "import", ROSTER),
    "core:duty_standard_list": Page("view", "administer"),
    "core:help": Page("own"),
    "core:help_of_role": Page("own", about={"role": "role"}),
    "core:search": Page("own"),
    "core:association_search": Page("own"),
    "core:association_edit": Page("administer", "administer", UNIT),
    "core:indicator_list": Page("view"),
    "core:indicator_create": Page("catalogue", "catalogue"),
    "core:indicator_detail": Page("view", about=INDICATOR),
    "core:indicator_edit": Page("catalogue", "catalogue", INDICATOR),
    "core:indicator_retire": Page("catalogue", "catalogue", INDICATOR),
    "core:indicator_reactivate": Page("", "catalogue", INDICATOR, empty=(302,)),
    "core:figure_entry_list": Page("view"),
    "core:figure_entry_create": Page("record", "record"),
    "core:figure_entry_opening": Page("record", "record"),
    "core:figure_entry_hint": Page("record"),
    "core:figure_entry_detail": Page("view", about=ENTRY),
    "core:figure_entry_edit": Page("record", "record", ENTRY),
    "core:figure_entry_delete": Page("record", "record", ENTRY),
    "members:member_list": Page("view"),
    "members:member_print": Page("view"),
    "members:member_export": Page("", "export", empty=(200,), acts=True),
    "members:member_export_phones": Page("record", "record"),
    "members:member_create": Page("record", "record"),
    "members:member_many": Page("record", "record"),
    "members:member_change_undo": Page("", "record", empty=(302,)),
    "members:member_detail": Page("view", about=MEMBER),
    "members:member_edit": Page("record", "record", MEMBER),
    "members:member_withdraw": Page("record", "record", MEMBER),
    "members:member_undo": Page("", "record", MEMBER, empty=(302,), acts=True),
    "members:member_restore": Page("", "record", {"pk": "withdrawn_member"}, empty=(302,), acts=True),
    "members:site_list": Page("view"),
    "members:standard_list": Page("catalogue", "catalogue"),
    "members:site_create": Page("record", "record"),
    "members:site_detail": Page("view", about=SITE),
    "members:site_edit": Page("record", "record", SITE),
    "members:site_act": Page("record", "record", SITE),
    "members:site_check": Page("record", "record", SITE),
    "members:check_review": Page("view", "review", {"pk": "site_check"}),
    "members:site_files": Page("", "record", SITE, empty=(302,)),
    "members:site_file": Page("view", about=SITE_FILE),
    "members:site_file_delete": Page("record", "record", SITE_FILE, empty=(302,), acts=True),
    "families:family_list": Page("view", family=True, logs=True),
    "families:family_find": Page("", "view", family=True),
    "families:family_export": Page("", "export", family=True, empty=(200,), acts=True),
    "families:family_export_full": Page("record", "record", family=True),
    "families:family_create": Page("record", "record", family=True),
    "families:contact_list": Page("view", family=True),
    "families:contact_appoint": Page("record", "record", family=True, logs=True),
    "families:standard_list": Page("view", "record"),
    "families:entitlement_list": Page("view", family=True),
    "families:service_list": Page("view", family=True, logs=True),
    "families:service_detail": Page("view", "record", {"pk": "service"}, family=True, logs=True),
    "families:service_create": Page("record", "record", FAMILY, family=True),
    "families:referral_list": Page("view", family=True, logs=True),
    "families:referral_create": Page("record", "record", {"pk": "service"}, family=True),
    "families:referral_detail": Page("view", "record", {"pk": "referral"}, family=True, logs=True),
    "families:case_list": Page("view", family=True, logs=True),
    "families:case_create": Page("record", "record", family=True),
    "families:case_detail": Page("view", "record", {"pk": "case"}, family=True, logs=True),
    "families:contact_hand_over": Page("record", "record", {"pk": "contact"}, family=True),
    "families:visit_list": Page("view", family=True, logs=True),
    "families:visit_edit": Page("record", "record", {"pk": "visit"}, family=True, logs=True),
    "families:visit_undo": Page("", "record", {"pk": "visit"}, family=True, empty=(302,), acts=True),
    "families:visit_create": Page("record", "record", FAMILY, family=True, logs=True),
    "families:home_list": Page("view"),
    "families:home_create": Page("record", "record"),
    "families:home_detail": Page("view", about=HOME),
    "families:home_edit": Page("record", "record", HOME),
    "families:home_liaison": Page("record", "record", HOME),
    "families:home_volunteers": Page("record", "record", HOME),
    "families:home_families": Page("view", "record", HOME, family=True, logs=True),
    "families:home_plan": Page("record", "record", HOME),
    "families:home_survey": Page("", "record", HOME, empty=(302,)),
    "activities:home_year": Page("view", about=HOME),
    "activities:home_years": Page("view"),
    "activities:place_activities": Page("view", about=SITE),
    "families:family_detail": Page("view", about=FAMILY, family=True, logs=True),
    "families:family_edit": Page("record", "record", FAMILY, family=True),
    "families:family_state": Page("record", "record", FAMILY, family=True),
    "families:family_state_undo": Page("record", "record", FAMILY, family=True),
    "families:family_move": Page("record", "record", FAMILY, family=True),
    "families:family_services": Page("record", "record", FAMILY, family=True),
    "families:family_contacts": Page("record", "record", FAMILY, family=True),
    "families:family_anonymise": Page("record", "record", FAMILY, family=True),
    "families:family_remove": Page("record", "record", FAMILY, family=True),
    "families:subject_file": Page("export", "export", FAMILY, family=True),
    "families:member_create": Page("record", "record", FAMILY, family=True),
    "families:member_edit": Page("record", "record", FAMILY_MEMBER, family=True),
    "families:member_remove": Page("record", "record", FAMILY_MEMBER, family=True),
    "projects:family_payments": Page("view", about=FAMILY, family=True, logs=True),
    "activities:activity_list": Page("view"),
    "activities:activity_export": Page("", "export", empty=(200,), acts=True),
    "activities:activity_create": Page("record", "record"),
    "activities:phone_start": Page("record"),
    "activities:figure_fields": Page("record"),
    "activities:entry_gains": Page("record"),
    "activities:association_candidates": Page("record"),
    "activities:activity_grid": Page("record"),
    "activities:grid_save": Page("", "record"),
    "activities:grid_match": Page("", "record"),
    "activities:draft_list": Page("record"),
    "activities:draft_save": Page("", "record", empty=(409,)),
    "activities:draft_delete": Page("record", "record", {"pk": "draft"}, empty=(302,), acts=True),
    "activities:file_download": Page("view", about={"pk": "text_file"}),
    "activities:file_thumbnail": Page("view", about={"pk": "file"}),
    "activities:file_delete": Page("record", "record", {"pk": "file"}, empty=(302,), acts=True),
    "activities:activity_detail": Page("view", about=ACTIVITY),
    "activities:activity_edit": Page("record", "record", ACTIVITY),
    "activities:activity_edit_undo": Page("", "record", ACTIVITY, empty=(302,)),
    "activities:activity_withdraw": Page("record", "record", ACTIVITY),
    "activities:activity_undo": Page("", "record", ACTIVITY, empty=(302,), acts=True),
    "activities:activity_restore": Page("", "record", {"pk": "withdrawn"}, empty=(302,), acts=True),
    "activities:file_add": Page("", "record", ACTIVITY, empty=(302,)),
    "activities:file_send": Page("", "record", ACTIVITY),
    "activities:school_list": Page("view"),
    "activities:school_create": Page("record", "record"),
    "activities:school_edit": Page("record", "record", {"pk": "school"}),
    "activities:school_retire": Page("", "record", {"pk": "school"}, empty=(302,), acts=True),
    "activities:kind_list": Page("catalogue"),
    "activities:kind_create": Page("catalogue", "catalogue"),
    "activities:kind_edit": Page("catalogue", "catalogue", {"pk": "kind"}),
    "activities:kind_retire": Page("", "catalogue", {"pk": "kind"}, empty=(302,), acts=True),
    "reports:home": Page("own"),
    "reports:worklist": Page("own"),
    "reports:first_steps": Page("", "record", empty=(302,)),
    "reports:my_dashboard": Page("view", shown=(302,)),
    "reports:dashboard": Page("view", about=UNIT),
    "reports:dashboard_export": Page("", "export", UNIT, empty=(200,), acts=True),
    "reports:my_coverage": Page("view", shown=(302,)),
    "reports:coverage": Page("view", "record", UNIT),
    "reports:coverage_export": Page("", "export", UNIT, empty=(200,), acts=True),
    "reports:figure_drawer": Page("view", about=FIGURE),
    "reports:figure_export": Page("", "export", FIGURE, empty=(200,), acts=True),
    "reports:association_detail": Page("view", about=UNIT),
}
