"""Pinyin of Chinese texts. Its dictionaries take 45 MB and a third of a second: read when first asked for."""

import sys
from importlib.util import LazyLoader, find_spec, module_from_spec
from threading import Lock
from typing import Any


def _lazily(name: str) -> Any:
    """A module that is loaded at its first use."""
    if name in sys.modules:
        return sys.modules[name]
    spec = find_spec(name)
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(name)
    spec.loader = LazyLoader(spec.loader)
    module = module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


_pypinyin = _lazily("pypinyin")
_first_use = Lock()  # two threads that load it at once would get in each other's way


def initials_of(text: str) -> str:
    """溆浦县 → xpx; what is no Chinese character is left out."""
    return "".join(_pinyin(text, "FIRST_LETTER")).lower()


def syllables_of(text: str) -> list[str]:
    """溆浦县 → xu, pu, xian."""
    return _pinyin(text, "NORMAL")


def _pinyin(text: str, style: str) -> list[str]:
    with _first_use:
        spell, styles = _pypinyin.lazy_pinyin, _pypinyin.Style
    return list(spell(text, style=styles[style], errors="ignore"))
