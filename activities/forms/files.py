"""Choosing files for an activity, by what they show."""

from typing import Any

from django import forms

from activities.choices import AttachmentKind
from core.attachments.fields import FilesField
from core.attachments.preparing import Prepared, too_large

NAMES = {f"files_{kind.value}": kind for kind in AttachmentKind}


class FilesForm(forms.Form):
    """照片, 签到表, 通知, 其他. ``refused``: names that were cut off while they came in."""

    def __init__(self, *args: Any, refused: list[str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refused = refused or []
        order = [AttachmentKind.PHOTO, *(kind for kind in AttachmentKind if kind != AttachmentKind.PHOTO)]
        photo = AttachmentKind.PHOTO
        for kind in order:
            field = FilesField(kind.value, str(kind.label), pictures=kind == photo)
            self.fields[f"files_{kind.value}"] = field

    def clean(self) -> dict[str, Any]:
        for name in self.refused:
            self.add_error(None, too_large(name))
        return self.cleaned_data

    def prepared(self) -> list[Prepared]:
        return [file for files in self.cleaned_data.values() for file in files]

    def was_used(self) -> bool:
        return bool(self.files or self.refused)
