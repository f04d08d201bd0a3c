"""The first hand that takes uploaded files: it drops one that grows too large, and keeps the rest."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile

LARGEST = 10 * 1024 * 1024


class SizeLimit(FileUploadHandler):
    """Skips a file beyond the limit; its name goes to ``request.refused_uploads`` for the form to tell."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        if start + len(raw_data) > LARGEST:
            names = self.request.__dict__.setdefault("refused_uploads", [])
            names.append(self.file_name)
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> Any:
        return None
