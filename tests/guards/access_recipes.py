"""How a full form is written down (``access_forms`` and the files beside it)."""

SITTER = {
    "own": "viewer", "view": "viewer", "export": "viewer", "record": "editor", "review": "reviewer",
    "administer": "administrator", "catalogue": "administrator", "audit": "auditor",
    "import": "editor", "import_changes": "administrator",
}  # fmt: skip


NOTHING = Recipe()
