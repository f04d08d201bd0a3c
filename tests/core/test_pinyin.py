"""Pinyin, and that a process that spells nothing does not carry its dictionaries."""

import subprocess
import sys

from core.pinyin import initials_of, syllables_of

LOADED = """
import django, sys
django.setup()
from core.pinyin import initials_of
print("pypinyin.constants" in sys.modules, initials_of("溆浦县"), "pypinyin.constants" in sys.modules)
"""


def test_names_are_spelled_by_initials_and_by_syllables():
    assert initials_of("溆浦县 A") == "xpx"
    assert syllables_of("溆浦县") == ["xu", "pu", "xian"]


def test_the_dictionaries_are_read_at_the_first_use(settings):
    environment = {"DJANGO_SETTINGS_MODULE": "config.settings", "PATH": ""}
    ran = subprocess.run(
        [sys.executable, "-c", LOADED],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        check=True,
    )
    assert ran.stdout.split() == [b"False", b"xpx", b"True"]
