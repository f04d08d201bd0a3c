"""Typed readers of the environment that settings.py uses."""

import os
import secrets
import sys
from base64 import b64encode
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from environ import Env

BASE_DIR = Path(__file__).resolve().parent.parent
TESTING = "pytest" in sys.modules
env = Env()
if not TESTING:
    Env.read_env(os.environ.get("ENV_FILE", BASE_DIR / ".env"))

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
}


def kept_secret(path: Path) -> str:
    """The key in `path`, made at the first start; readable by its owner only."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(key := secrets.token_urlsafe(64))
    return key


def secret_key(*, required: bool, fallback: Path) -> str:
    """SECRET_KEY. A server that people reach over HTTPS must be given one; a trial makes its own."""
    if key := env.str("SECRET_KEY", default=""):
        return key
    if required:
        raise ImproperlyConfigured("HTTPS=true needs SECRET_KEY: 50 or more random characters.")
    return kept_secret(fallback)


def field_keys(*, required: bool, fallback: Path) -> tuple[str, str]:
    """FIELD_KEYS and INDEX_KEY, taken out of the environment so that no child process gets them.

    A trial makes its own; a server on HTTPS must be given them: without, the checks of core refuse to go on.
    """
    given = env.str("FIELD_KEYS", default=""), env.str("INDEX_KEY", default="")
    if any(given) or required:
        if not env.bool("DEBUG", default=False):
            os.environ.pop("FIELD_KEYS", None)
            os.environ.pop("INDEX_KEY", None)
        return given
    kept = _kept_keys(fallback)
    return kept["FIELD_KEYS"], kept["INDEX_KEY"]


def _kept_keys(path: Path) -> dict[str, str]:
    """The keys in `path`, made at the first start; whole from the first moment that others can see them."""
    if not path.exists():
        part = path.with_name(f"{path.name}.{os.getpid()}")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(f"FIELD_KEYS=1:{_fresh_key()}\nINDEX_KEY={_fresh_key()}\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(part, path)
        except FileExistsError:  # another process was first
            pass
        finally:
            part.unlink()
    lines = path.read_text().split()
    return {"FIELD_KEYS": "", "INDEX_KEY": "", **dict(line.split("=", 1) for line in lines)}


def _fresh_key() -> str:
    return b64encode(secrets.token_bytes(32)).decode()


def hosts(*, required: bool) -> list[str]:
    """ALLOWED_HOSTS. Without HTTPS the system answers this machine only, unless told otherwise."""
    given: list[str] = env.list("ALLOWED_HOSTS", default=[])
    if required and not given:
        raise ImproperlyConfigured("HTTPS=true needs ALLOWED_HOSTS: the names that people type, with commas.")
    return given or ["127.0.0.1", "localhost", "[::1]"]


def database(name: str, *, sqlite: Path) -> dict[str, Any]:
    """One entry of DATABASES from a database address in the environment; without one, the SQLite file."""
    if not env.str(name, default=""):
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": sqlite, "OPTIONS": dict(SQLITE_OPTIONS)}
    settings: dict[str, Any] = env.db_url(name)
    given = settings.pop("OPTIONS", {})
    if settings["ENGINE"] == "django.db.backends.sqlite3":
        return {**settings, "OPTIONS": {**SQLITE_OPTIONS, **given}}
    if settings["ENGINE"] != "django.db.backends.postgresql":
        raise ImproperlyConfigured(f"{name}: sqlite:///FILE or postgres://USER:PASSWORD@HOST:PORT/NAME.")
    return {**settings, "CONN_HEALTH_CHECKS": True, "OPTIONS": {"server_side_binding": True, **given}}


def databases(*, sqlite: Path) -> dict[str, dict[str, Any]]:
    """`default`, the application role behind a pool; `owner`, who migrates and dumps, where one is given."""
    default = database("DATABASE_URL", sqlite=sqlite)
    if default["ENGINE"] == "django.db.backends.postgresql":
        size = env.int("DATABASE_POOL", default=8)
        default["OPTIONS"]["pool"] = {"min_size": 1, "max_size": size, "timeout": 10}
    if not env.str("DATABASE_OWNER_URL", default=""):
        return {"default": default}
    owner = database("DATABASE_OWNER_URL", sqlite=sqlite)
    return {"default": default, "owner": {**owner, "TEST": {"MIRROR": "default"}}}
