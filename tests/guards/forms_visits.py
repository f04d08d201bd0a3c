"""Full forms of visits."""

from tests.guards.access_recipes import Recipe, typed

VISITS = {
    "families:visit_create": Recipe(typed(day="2022-06-01", visitor="田支书")),
    "families:visit_edit": Recipe(typed(day="2022-06-02", visitor="田支书")),
    "families:visit_undo": Recipe(),
}
