"""Whether a person already stands somewhere in the city: answered with yes or no, and nothing else.

A row claims its person by a keyed index of the resident ID. The table is fenced off as a whole: on PostgreSQL
the application role can neither read nor write it but through the owner's functions of migration 0003. They
tell which of the asked persons another row holds, never which row or where (security.md B9).
"""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import connection, models

from core.fields import blind

LABEL = "core.identityclaim"
DOORS = {
    "taken": "SELECT * FROM core_identities_taken(%s::text, %s::uuid[], %s::bytea[])",
    "claim": "SELECT * FROM core_identities_claim(%s::text, %s::uuid[], %s::bytea[])",
    "release": "SELECT core_identities_release(%s::text, %s::uuid[])",
}


class IdentityClaim(models.Model):
    """占用的证件号: that a row of some kind stands for a person. An index and a key, nothing to read."""

    kind = models.CharField("类别", max_length=60)
    identity = models.BinaryField("盲索引", max_length=16)
    holder = models.UUIDField("记录")

    class Meta:
        verbose_name = "占用的证件号"
        constraints = [
            models.UniqueConstraint(fields=["kind", "identity"], name="identity_claimed_once"),
            models.UniqueConstraint(fields=["kind", "holder"], name="identity_of_a_row_once"),
        ]


def taken(kind: str, persons: Mapping[UUID, str]) -> set[UUID]:
    """Which of these rows stand for a person that another row, anywhere in the city, stands for already.

    ``kind`` as ``families.familymember``; ``persons``: the normalised resident ID by the row's key, empty
    ones are left out. Two rows among those asked that stand for one person are not compared with each other.
    """
    return _ask("taken", kind, persons)


def claim(kind: str, persons: Mapping[UUID, str]) -> set[UUID]:
    """Claim the persons for their rows, inside the caller's transaction; the rows whose person is taken.

    What a row claimed before is let go first, so that a corrected number replaces the old one.
    """
    release(kind, persons)
    return _ask("claim", kind, persons)


def release(kind: str, rows: Iterable[UUID]) -> None:
    """Let go what these rows claimed: they are deleted, or the person is no longer a member."""
    keys = list(rows)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(DOORS["release"], [kind, keys])
        return
    for start in range(0, len(keys), 500):
        IdentityClaim.objects.filter(kind=kind, holder__in=keys[start : start + 500]).delete()


def _ask(verb: str, kind: str, persons: Mapping[UUID, str]) -> set[UUID]:
    label = f"{LABEL}.{kind}"
    asked = {row: blind(label, str(number)) for row, number in persons.items() if number}
    if not asked:
        return set()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(DOORS[verb], [kind, list(asked), list(asked.values())])
            return {row for (row,) in cursor.fetchall()}
    if verb == "claim":
        rows = [IdentityClaim(kind=kind, identity=index, holder=row) for row, index in asked.items()]
        IdentityClaim.objects.bulk_create(rows, ignore_conflicts=True, batch_size=250)
    holders = _holders(kind, set(asked.values()))
    return {row for row, index in asked.items() if holders.get(index, row) != row}


def _holders(kind: str, indexes: set[bytes]) -> dict[bytes, UUID]:
    """SQLite: who holds these, of the whole city."""
    found: dict[bytes, UUID] = {}
    wanted = list(indexes)
    for start in range(0, len(wanted), 500):
        rows = IdentityClaim.objects.filter(kind=kind, identity__in=wanted[start : start + 500])
        found |= {bytes(index): row for index, row in rows.values_list("identity", "holder")}
    return found
