"""Unfinished activity forms on the server: saved every few seconds, gone when their record is saved."""

from typing import Any
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import F
from django.http import QueryDict
from django.utils import timezone

from activities import content as contents
from activities.models import Activity
from core import scope
from core.access import Action, require
from core.accounts.models import Account
from core.audit.services import kind_of
from core.drafts import Draft

FORM = kind_of(Activity())
LARGEST = 40_000  # characters: many times the longest form
LEFT_OUT = {"csrfmiddlewaretoken", "then", "keep_draft", "draft", "draft_version", "twin_answer"}
ELSEWHERE = "这份草稿在另一个窗口里更新过，本窗口的内容没有存为草稿；直接保存不受影响。"


def draft_id(actor: Account, record: UUID, *, is_edit: bool) -> UUID:
    """A new record's draft has the id of the record; an edit's draft one of this person and that record."""
    return uuid5(record, str(actor.pk)) if is_edit else record


def save_draft(
    *, actor: Account, record: UUID, content: QueryDict, title: str, expected: int, is_edit: bool
) -> Draft:
    """Keep what was typed so far, in the seat's own association; ``expected``: the version this window knows.

    Raises ``ValidationError`` where another window saved the same draft meanwhile, or the form is too long. A
    window whose last answer got lost on the way is known by its own mark (``window``).
    """
    require(actor, Action.RECORD, actor.association)
    fields = {name: content.getlist(name) for name in content if name not in LEFT_OUT}
    if sum(len(text) for texts in fields.values() for text in texts) > LARGEST:
        raise ValidationError("内容太长，草稿没存上。")
    key = draft_id(actor, record, is_edit=is_edit)
    with scope.transaction():
        standing = Draft.objects.filter(pk=key, created_by=actor, form=FORM).first()
        if standing is None:
            target = record if is_edit else None
            return _first(Draft(pk=key, form=FORM, target=target, fields=fields, title=title[:80]), actor)
        if standing.version != expected and standing.fields.get("window") != fields.get("window"):
            raise ValidationError(ELSEWHERE)
        rows = Draft.objects.filter(pk=key, version=standing.version)
        if not rows.update(
            fields=fields, title=title[:80], version=F("version") + 1, updated_at=timezone.now()
        ):
            raise ValidationError(ELSEWHERE)
        standing.version += 1
    return standing


def _first(draft: Draft, actor: Account) -> Draft:
    draft.association, draft.created_by = actor.association, actor
    try:
        with scope.transaction():
            draft.save(force_insert=True)
    except IntegrityError:
        raise ValidationError(ELSEWHERE) from None
    return draft


def discard_draft(*, actor: Account, record: UUID, is_edit: bool = False) -> None:
    """The record was saved, or the person does not want the draft any more."""
    key = draft_id(actor, record, is_edit=is_edit)
    Draft.objects.filter(pk=key, created_by=actor, form=FORM).delete()


def content_of(draft: Draft) -> QueryDict:
    """What the form held when the draft was saved."""
    fields: dict[str, Any] = draft.fields
    return contents.make({**fields, "record": str(draft.target or draft.pk)})
