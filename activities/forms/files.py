"""Choosing files for an activity, by what they show."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from activities.choices import AttachmentKind
from activities.files import MOST
from activities.uploads import ACCEPTED, Prepared, prepare, too_large

NAMES = {f"files_{kind.value}": kind for kind in AttachmentKind}


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files of one kind, each checked by its content; ``clean`` gives what can be stored."""

    def __init__(self, kind: AttachmentKind) -> None:
        accept = "image/*" if kind == AttachmentKind.PHOTO else ",".join(ACCEPTED)
        widget = FilesInput(attrs={"multiple": True, "accept": accept})
        super().__init__(label=kind.label, required=False, widget=widget)
        self.kind = kind

    def clean(self, data: Any, initial: Any = None) -> list[Prepared]:
        uploads = data if isinstance(data, list) else [data] if data else []
        if len(uploads) > MOST:
            raise ValidationError(f"一次最多 {MOST} 个文件。")
        prepared, errors = [], []
        for upload in uploads:
            try:
                prepared.append(prepare(upload, self.kind.value))
            except ValidationError as error:
                errors.append(error)
        if errors:
            raise ValidationError(errors)
        return prepared


class FilesForm(forms.Form):
    """照片, 签到表, 通知, 其他. ``refused``: names that were cut off while they came in."""

    def __init__(self, *args: Any, refused: list[str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refused = refused or []
        order = [AttachmentKind.PHOTO, *(kind for kind in AttachmentKind if kind != AttachmentKind.PHOTO)]
        self.fields.update({f"files_{kind.value}": FilesField(kind) for kind in order})

    def clean(self) -> dict[str, Any]:
        for name in self.refused:
            self.add_error(None, too_large(name))
        return self.cleaned_data

    def prepared(self) -> list[Prepared]:
        return [file for files in self.cleaned_data.values() for file in files]

    def was_used(self) -> bool:
        return bool(self.files or self.refused)
