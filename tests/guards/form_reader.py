"""What the form of a page would send."""

from html.parser import HTMLParser
from typing import Any


class FormReader(HTMLParser):
    """What the form of a page would send if somebody pressed its first button."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, Any] = {}
        self.offered: dict[str, set[str]] = {}
        self.is_inside, self.is_first, self.select, self.text = False, False, "", ""

    def handle_starttag(self, tag: str, attributes: Any) -> None:
        given = dict(attributes)
        if tag == "form":
            self.is_inside = given.get("method") == "post" and not (given.get("action") or "").endswith(
                "logout/"
            )
        name = given.get("name") or ""
        if not self.is_inside or "disabled" in given:
            return
        if name:
            self.offered.setdefault(name, set()).add(given.get("value") or "")
        if tag == "select":
            self.select, self.is_first = name, "multiple" not in given
        kind = given.get("type")
        is_on = kind not in ("checkbox", "radio") or "checked" in given
        if tag == "input" and kind not in ("submit", "button", "file") and is_on:
            self._put(name, given.get("value") or "on" * (kind == "checkbox"))
        if tag == "option" and self.select:
            self._option(given.get("value") or "", "selected" in given)
        if tag == "textarea":
            self.text = name
            self.values[name] = ""

    def handle_data(self, data: str) -> None:
        if self.text:
            self.values[self.text] = (self.values[self.text] + data).removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.is_inside = False
        if tag == "select":
            self.select = ""
        if tag == "textarea":
            self.text = ""

    def _option(self, value: str, is_selected: bool) -> None:
        """Where none is selected, browsers take the first."""
        self.offered[self.select].add(value)
        if self.is_first:
            self.values[self.select], self.is_first = value, False
        elif is_selected:
            self.values[self.select] = value

    def _put(self, name: str, value: str) -> None:
        """Several values of one name become a list."""
        if name in self.values and name != "csrfmiddlewaretoken":
            standing = self.values[name]
            self.values[name] = [*(standing if isinstance(standing, list) else [standing]), value]
        elif name:
            self.values[name] = value
