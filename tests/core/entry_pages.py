"""Filling in the pages of typed numbers as a browser does."""

import re

from django.urls import reverse

LIST, NEW, OPENING = "/figure-entries/", "/figure-entries/new/", "/figure-entries/opening/"
HINT = "/figure-entries/hint/"


def address(name, entry):
    return reverse(f"core:figure_entry_{name}", args=[entry.pk])


def text_of(answer, status=200):
    assert answer.status_code == status
    return answer.content.decode()


def filled(client, path=NEW, **given):
    """The form as a browser sends it: what the page holds, then what the clerk types."""
    page = text_of(client.get(path))
    hidden = {
        name: re.search(rf'name="{name}" value="([^"]*)"', page)[1]
        for name in ("record_id", "version", "association_code")
        if re.search(rf'name="{name}" value="([^"]*)"', page)
    }
    boxes = {
        name: re.search(rf'name="{name}" value="([^"]*)"', page)
        for name in ("association", "day", "value", "note")
    }
    return {**hidden, **{name: found[1] for name, found in boxes.items() if found}, **given}
