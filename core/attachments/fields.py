"""Choosing files in a form."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.attachments.preparing import ACCEPTED, Prepared, prepare

MOST = 20


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files of one kind, each checked by its content; ``clean`` gives what can be stored."""

    def __init__(self, kind: str, label: str, *, pictures: bool = False) -> None:
        accept = "image/*" if pictures else ",".join(ACCEPTED)
        widget = FilesInput(attrs={"multiple": True, "accept": accept})
        super().__init__(label=label, required=False, widget=widget)
        self.kind = kind

    def clean(self, data: Any, initial: Any = None) -> list[Prepared]:
        uploads = data if isinstance(data, list) else [data] if data else []
        if len(uploads) > MOST:
            raise ValidationError(f"一次最多 {MOST} 个文件。")
        prepared, errors = [], []
        for upload in uploads:
            try:
                prepared.append(prepare(upload, self.kind))
            except ValidationError as error:
                errors.append(error)
        if errors:
            raise ValidationError(errors)
        return prepared
