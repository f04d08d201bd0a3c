"""A PostgreSQL database of its own for the benchmarks, with owner and application role, filled by SQL."""

import os

import psycopg
from environ import Env

NAME, OWNER, APPLICATION = "associations_bench", "associations_bench_owner", "associations_bench_app"

# Two years of figures: every village in turn, sixty indicators, days spread by a step that divides nothing.
FILL = """
INSERT INTO core_figure (association_id, code, kind, record_id, indicator_id, day, value)
SELECT unit.id, unit.code, 'activities.activity', gen_random_uuid(), indicator.id,
       date '2021-01-01' + (i * 17 %% 730)::int, 100 * (1 + i %% 50)
FROM generate_series(%(first)s, %(last)s) AS i
JOIN (SELECT id, code, row_number() OVER (ORDER BY code) - 1 AS n FROM core_association WHERE level = 4) unit
  ON unit.n = i %% (SELECT count(*) FROM core_association WHERE level = 4)
JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM core_indicator WHERE kind = 'flow') indicator
  ON indicator.n = (i / 2777) %% 60
"""
# Rows of totals come into being month by month, in whatever order the villages report.
TOTALS = """
INSERT INTO core_monthtotal (association_id, code, month, indicator_id, value, lines)
SELECT unit.id, unit.code, month, indicator_id, total, lines FROM (
    SELECT span, code / span * span AS place, to_char(day, 'YYYYMM')::int AS month, indicator_id,
           sum(value) AS total, count(*) AS lines
    FROM core_figure, (VALUES (1, 4), (1000, 3), (1000000, 2), (100000000, 1)) AS tier (span, level)
    WHERE edition_id IS NULL GROUP BY span, place, month, indicator_id) sums
JOIN (VALUES (1, 4), (1000, 3), (1000000, 2), (100000000, 1)) AS tier (span, level) USING (span)
JOIN core_association unit ON unit.code = place AND unit.level = tier.level
ORDER BY month, random()
"""


def superuser_url() -> str:
    return os.environ.get("BENCH_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")


def _connect(database: str) -> psycopg.Connection:
    given = Env.db_url_config(superuser_url())
    return psycopg.connect(
        host=given["HOST"], port=given["PORT"] or 5432, user=given["USER"], password=given["PASSWORD"],
        dbname=database, autocommit=True,
    )  # fmt: skip


def create() -> None:
    """Make the two roles and an empty database, and point the settings' environment at them."""
    given = Env.db_url_config(superuser_url())
    with _connect(given["NAME"]) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        for role in (OWNER, APPLICATION):
            admin.execute(f"DROP ROLE IF EXISTS {role}")
            admin.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'bench' NOSUPERUSER NOBYPASSRLS")
        admin.execute(f"CREATE DATABASE {NAME} OWNER {OWNER}")
    with _connect(NAME) as admin:
        admin.execute(f"ALTER SCHEMA public OWNER TO {OWNER}")
    place = f"{given['HOST']}:{given['PORT'] or 5432}/{NAME}"
    os.environ["DATABASE_URL"] = f"postgres://{APPLICATION}:bench@{place}"
    os.environ["DATABASE_OWNER_URL"] = f"postgres://{OWNER}:bench@{place}"


def drop() -> None:
    with _connect(Env.db_url_config(superuser_url())["NAME"]) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        for role in (OWNER, APPLICATION):
            admin.execute(f"DROP ROLE IF EXISTS {role}")


def fill(first: int, last: int) -> None:
    """Add the lines ``first`` to ``last`` and rebuild the totals from all lines."""
    with _connect(NAME) as admin:
        admin.execute("SET work_mem = '512MB'")
        admin.execute(FILL, {"first": first, "last": last})
        admin.execute("TRUNCATE core_monthtotal")
        admin.execute(TOTALS)
        # As after the yearly upkeep that the README asks for: rows of one association lie together.
        admin.execute("CLUSTER core_monthtotal USING month_total_once")
        admin.execute("VACUUM (FREEZE, ANALYZE) core_figure")
        admin.execute("VACUUM (FREEZE, ANALYZE) core_monthtotal")
