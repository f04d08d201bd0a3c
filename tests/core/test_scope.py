"""The first fence: no scope raises, and inside one range nothing of another is read or written.

Each probe is one way of asking. Those that pass the managers by (``PAST_THE_MANAGER``) are stopped by row
security, on PostgreSQL only.
"""

from types import SimpleNamespace

import pytest
from django.db import Error, IntegrityError, connection, models, transaction
from django.db.models import Count, Exists, F, Prefetch, Subquery

from activities.models import Activity, Attachment, School
from core import scope
from core.figures.models import Figure, FigureEntry, Indicator
from core.scope import OutOfScope, ScopeMissing
from tests.plant import build, plant

pytestmark = pytest.mark.django_db
ON_POSTGRES = connection.vendor == "postgresql"


@pytest.fixture
def rows(tree):
    """A school and what hangs on it, at home (洪江市) and abroad (沅陵县); ``rows.place`` is abroad."""
    with scope.everything():
        home, abroad = plant(School, tree.village), plant(School, tree.neighbour_village)
        activity = plant(Activity, tree.neighbour_village)
        attachment = plant(Attachment, tree.neighbour_village, activity=activity)
        attachment = Attachment.objects.get(pk=attachment.pk)
        loaded = School.objects.get(pk=abroad.pk)
    return SimpleNamespace(
        home=home, abroad=loaded, pk=abroad.pk, activity=activity, attachment=attachment, tree=tree,
        place=tree.neighbour_village,
    )  # fmt: skip


def named(rows):
    return School.objects.filter(pk=rows.pk).order_by().values("name")


def moved(row, place):
    row.association = place
    return row


READS = {
    "exists": lambda rows: School.objects.filter(pk=rows.pk).exists(),
    "count": lambda rows: School.objects.filter(pk=rows.pk).count(),
    "len": lambda rows: len(School.objects.filter(pk=rows.pk)),
    "bool": lambda rows: bool(School.objects.filter(pk=rows.pk)),
    "list": lambda rows: list(School.objects.filter(pk=rows.pk)),
    "values": lambda rows: list(School.objects.filter(pk=rows.pk).values("name")),
    "values_list": lambda rows: list(School.objects.filter(pk=rows.pk).values_list("name")),
    "iterator": lambda rows: list(School.objects.filter(pk=rows.pk).iterator()),
    "first": lambda rows: School.objects.filter(pk=rows.pk).first(),
    "last": lambda rows: School.objects.filter(pk=rows.pk).last(),
    "slice": lambda rows: list(School.objects.filter(pk=rows.pk)[:1]),
    "in_bulk": lambda rows: School.objects.in_bulk([rows.pk]),
    "aggregate": lambda rows: School.objects.filter(pk=rows.pk).aggregate(n=Count("pk"))["n"],
    "annotate": lambda rows: list(School.objects.filter(pk=rows.pk).values("code").annotate(Count("pk"))),
    "dates": lambda rows: list(Activity.objects.filter(pk=rows.activity.pk).dates("first_day", "year")),
    "contains": lambda rows: School.objects.all().contains(rows.abroad),
    "for_update": lambda rows: list(School.objects.select_for_update().filter(pk=rows.pk)),
    "union": lambda rows: list(named(rows).union(named(rows))),
    "or": lambda rows: list(School.objects.filter(pk=rows.pk) | School.objects.filter(code=rows.place.code)),
    "exclude": lambda rows: [row for row in School.objects.exclude(name="") if row.pk == rows.pk],
    "subquery": lambda rows: list(Activity.objects.filter(pk__in=School.objects.filter(pk=rows.pk))),
    "of_unscoped": lambda rows: list(
        Indicator.objects.filter(pk__in=FigureEntry.objects.values("indicator"))
    ),
    "reverse": lambda rows: list(rows.activity.attachments.all()),
    "prefetch": lambda rows: list(
        Activity.objects.prefetch_related(Prefetch("attachments")).filter(pk=rows.activity.pk)
    ),
    "select_related": lambda rows: list(
        Attachment.objects.select_related("activity").filter(activity=rows.activity)
    ),
    "update": lambda rows: School.objects.filter(pk=rows.pk).update(name="别处"),
    "delete": lambda rows: School.objects.filter(pk=rows.pk).delete()[0],
    "bulk_update": lambda rows: School.objects.bulk_update([rows.abroad], ["name"]),
    "update_expression": lambda rows: School.objects.filter(pk=rows.pk).update(version=F("version") + 1),
}  # fmt: skip
# These take the query and never ask a manager for an answer: without a scope they find nothing.
SILENT = {
    "annotation": lambda rows: [row for row in Indicator.objects.annotate(n=Subquery(named(rows))) if row.n],
    "condition": lambda rows: list(Indicator.objects.filter(Exists(School.objects.filter(pk=rows.pk)))),
    "raw_delete": lambda rows: School.objects.filter(pk=rows.pk)._raw_delete("default"),
}
# These raise inside a range too: the row "does not exist", or the write is refused.
ACTS = {
    "get": (School.DoesNotExist, lambda rows: School.objects.get(pk=rows.pk)),
    "earliest": (School.DoesNotExist, lambda rows: School.objects.filter(pk=rows.pk).earliest("name")),
    "refresh": (School.DoesNotExist, lambda rows: rows.abroad.refresh_from_db()),
    "deferred": (School.DoesNotExist, lambda rows: rows.abroad.refresh_from_db(fields=["name"])),
    "forward": (Activity.DoesNotExist, lambda rows: rows.attachment.activity),
    "save": (OutOfScope, lambda rows: rows.abroad.save()),
    "save_fields": (OutOfScope, lambda rows: rows.abroad.save(update_fields=["name"])),
    "delete_one": (OutOfScope, lambda rows: rows.abroad.delete()),
    "create": (
        OutOfScope,
        lambda rows: School.objects.create(association=rows.place, name="新校", stage="primary"),
    ),
    "bulk_create": (OutOfScope, lambda rows: School.objects.bulk_create([build(School, rows.place)])),
    "get_or_create": (
        OutOfScope,
        lambda rows: School.objects.get_or_create(association=rows.place, name="新校"),
    ),
    "update_or_create": (
        OutOfScope,
        lambda rows: School.objects.update_or_create(pk=rows.pk, defaults={"association": rows.place}),
    ),
    "related_create": (
        OutOfScope,
        lambda rows: rows.activity.attachments.create(association=rows.place, size=1),
    ),
    "steal": (IntegrityError, lambda rows: moved(rows.abroad, rows.tree.village).save()),
}
HOME_ACTS = {
    "move_by_update": lambda rows: School.objects.filter(pk=rows.home.pk).update(association=rows.place),
    "move_by_id": lambda rows: School.objects.filter(pk=rows.home.pk).update(association_id=rows.place.pk),
    "move_by_code": lambda rows: School.objects.filter(pk=rows.home.pk).update(code=rows.place.code),
    "move_by_save": lambda rows: moved(rows.home, rows.place).save(),
    "move_by_bulk": lambda rows: School.objects.bulk_update([moved(rows.home, rows.place)], ["association"]),
}
PAST_THE_MANAGER = {
    "plain_queryset": lambda rows: list(models.QuerySet(School).filter(pk=rows.pk)),
    "raw": lambda rows: list(
        models.QuerySet(School).raw("SELECT * FROM activities_school WHERE name = name")
    ),
    "cursor": lambda rows: selected("SELECT 1 FROM activities_school WHERE code = %s", rows.place.code),
    "join": lambda rows: selected(
        "SELECT s.name FROM core_association a JOIN activities_school s ON s.association_id = a.id"
        " WHERE a.code = %s",
        rows.place.code,
    ),
    "through": lambda rows: selected("SELECT 1 FROM core_figure WHERE code = %s", rows.place.code),
    "plain_update": lambda rows: models.QuerySet(School).filter(pk=rows.pk).update(name="别处"),
    "plain_delete": lambda rows: models.QuerySet(School).filter(pk=rows.pk)._raw_delete("default"),
    "exists_outside": lambda rows: list(
        Indicator.objects.filter(Exists(models.QuerySet(School).filter(pk=rows.pk)))
    ),
}
PAST_WRITES = {
    "plain_insert": lambda rows: models.QuerySet(School).bulk_create([build(School, rows.place)]),
    "save_base": lambda rows: build(School, rows.place).save_base(force_insert=True),
    "plain_move": lambda rows: models.QuerySet(School).filter(pk=rows.home.pk).update(code=rows.place.code),
}


def selected(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


@pytest.mark.parametrize(
    "probe", [*READS.values(), *(probe for _, probe in ACTS.values())], ids=[*READS, *ACTS]
)
def test_without_a_scope_it_raises(rows, probe):
    with pytest.raises(ScopeMissing):
        probe(rows)


@pytest.mark.parametrize("probe", SILENT.values(), ids=SILENT)
def test_without_a_scope_it_finds_nothing(rows, probe):
    assert not probe(rows)
    with scope.everything():
        assert School.objects.filter(pk=rows.pk).exists()


@pytest.mark.parametrize("probe", [*READS.values(), *SILENT.values()], ids=[*READS, *SILENT])
def test_inside_a_range_rows_abroad_are_not_there(rows, probe):
    with scope.use(rows.tree.county.scope), transaction.atomic():
        assert not probe(rows)
    with scope.everything():
        assert School.objects.get(pk=rows.pk).name == rows.abroad.name


@pytest.mark.parametrize(("error", "probe"), ACTS.values(), ids=ACTS)
def test_inside_a_range_acts_on_rows_abroad_are_refused(rows, error, probe):
    with scope.use(rows.tree.county.scope), pytest.raises(error), transaction.atomic():
        probe(rows)
    with scope.everything():
        assert list(School.objects.filter(code=rows.place.code)) == [rows.abroad]


@pytest.mark.parametrize("probe", HOME_ACTS.values(), ids=HOME_ACTS)
def test_a_row_cannot_be_moved_out_of_the_range(rows, probe):
    with scope.use(rows.tree.county.scope), pytest.raises(OutOfScope), transaction.atomic():
        probe(rows)


@pytest.mark.skipif(not ON_POSTGRES, reason="SQLite has no second fence")
@pytest.mark.parametrize("where", ["county", None])
@pytest.mark.parametrize("probe", PAST_THE_MANAGER.values(), ids=PAST_THE_MANAGER)
def test_past_the_manager_rows_abroad_are_not_there(rows, probe, where):
    if where is None:
        assert not [row for row in [probe(rows)] if row]
        return
    with scope.use(rows.tree.county.scope):
        found = probe(rows)
        assert found in ([], 0) or rows.abroad not in found


@pytest.mark.skipif(not ON_POSTGRES, reason="SQLite has no second fence")
@pytest.mark.parametrize("probe", PAST_WRITES.values(), ids=PAST_WRITES)
def test_past_the_manager_writes_abroad_are_refused(rows, probe):
    with (
        scope.use(rows.tree.county.scope),
        pytest.raises(Error, match="row-level security"),
        transaction.atomic(),
    ):
        probe(rows)


def test_there_are_at_least_forty_ways_of_asking():
    assert (
        len(READS) + len(SILENT) + len(ACTS) + len(HOME_ACTS) + len(PAST_THE_MANAGER) + len(PAST_WRITES) >= 40
    )


def test_leaving_an_inner_range_brings_the_outer_one_back(rows):
    with scope.use(rows.tree.county.scope):
        with scope.use(rows.place.scope):
            assert School.objects.exists()
            assert Figure.objects.count() == 0
        assert not School.objects.filter(pk=rows.pk).exists()
        assert School.objects.filter(pk=rows.home.pk).exists()


def test_a_transaction_does_not_change_its_range(rows):
    with scope.use(rows.tree.county.scope), scope.transaction():
        inner = scope.transaction()
        with scope.use(rows.place.scope), pytest.raises(OutOfScope), inner:
            pass
