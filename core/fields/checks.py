"""The system check of the keys: every command refuses to run with keys that are missing, weak or repeated."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from core.fields.keys import faults


def check_keys(**kwargs: Any) -> list[CheckMessage]:
    """Registered by ``CoreConfig.ready``."""
    found = faults(settings.FIELD_KEYS, settings.INDEX_KEY, settings.SECRET_KEY)
    return [Error(text, id="core.E002") for text in found]
