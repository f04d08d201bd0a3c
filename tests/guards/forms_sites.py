"""Full forms of sites."""

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.guards.access_recipes import NOTHING, Recipe, Values, at_unit, typed
from tests.guards.access_world import World


def _file(world: World, place: str) -> Values:
    return {"files_rules": SimpleUploadedFile("制度.txt", "会员之家管理制度".encode())}


FIVE = ("sign", "place", "rules", "records", "activity")
ANSWERS = typed(day="2022-06-01", **{f"met_{code}": "yes" for code in FIVE})
STANDARD = typed(name="六有", site_type="warm_home", since="2030-01-01", items="有场所\n有标识")
SITES = {
    "members:standard_list": Recipe(STANDARD),
    "members:site_create": Recipe(at_unit(name="守卫书屋", type="reading_room", opened_on="2022-05-20")),
    "members:site_edit": Recipe(typed(host="村卫生室")),
    "members:site_act": Recipe(typed(day="2022-06-01", reason="整村搬迁")),
    "members:site_check": Recipe(ANSWERS),
    "members:check_review": Recipe(typed(passed="yes", remark="")),
    "members:site_files": Recipe(_file, also=frozenset({"item"})),
    "members:site_file_delete": NOTHING,
}
