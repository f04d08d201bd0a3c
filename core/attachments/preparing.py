"""What people upload: checked by content, pictures made anew without place and camera. No database here."""

import io
import struct
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from PIL import Image, ImageOps

LARGEST = 10 * 1024 * 1024
MOST_PIXELS = 64_000_000
SIDE, THUMBNAIL = 2000, 320
PHOTOS = {".jpg", ".jpeg", ".png", ".webp", ".bmp"}
FORMATS = ("JPEG", "PNG", "WEBP", "BMP")  # pictures of several frames (MPO) come in as JPEG
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIPPED = {".docx": "word/", ".xlsx": "xl/", ".pptx": "ppt/"}
TYPES = {
    ".pdf": "application/pdf",
    ".doc": "application/msword",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xls": "application/vnd.ms-excel",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".ppt": "application/vnd.ms-powerpoint",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".wps": "application/octet-stream",
    ".et": "application/octet-stream",
    ".txt": "text/plain; charset=utf-8",
}
ACCEPTED = sorted({*PHOTOS, *TYPES})
UNREADABLE = (OSError, SyntaxError, ValueError, TypeError, KeyError, EOFError, struct.error, MemoryError)


@dataclass(frozen=True)
class Prepared:
    """A file that may be stored: its kind, its name as text, and its content."""

    kind: str
    name: str
    suffix: str
    content_type: str
    content: File[Any]
    size: int


def prepare(upload: Any, kind: str) -> Prepared:
    """Check one upload; raises ``ValidationError`` with its name, what is wrong and what to do."""
    name = safe_name(upload.name or "")
    suffix = PurePosixPath(name).suffix.lower()
    if not upload.size:
        raise ValidationError(f"“{name}”是空文件，请重新选。")
    if upload.size > LARGEST:
        raise ValidationError(too_large(name))
    if suffix in PHOTOS:
        content = _picture(upload, name)
        jpg = f"{PurePosixPath(name).stem[:110]}.jpg"
        return Prepared(kind, jpg, ".jpg", "image/jpeg", content, content.size)
    if suffix in (".heic", ".heif"):
        raise ValidationError(
            f"“{name}”是苹果手机的 HEIC 照片，请在手机“相机-格式”里选“兼容性最佳”，或截图后上传。"
        )
    if suffix not in TYPES:
        raise ValidationError(f"“{name}”这种文件不能上传，可传照片、PDF、Word、Excel、PPT、WPS 和文本文件。")
    if not _is_what_it_says(upload, suffix):
        raise ValidationError(f"“{name}”的内容与后缀 {suffix} 不符，或文件不完整，请用原文件重新上传。")
    upload.seek(0)
    return Prepared(kind, name, suffix, TYPES[suffix], upload, upload.size)


def too_large(name: str) -> str:
    return f"“{name}”超过 10 MB，没有上传，请压缩或拆分后再传。"


def safe_name(name: str) -> str:
    """The last part of a name without control and direction marks, at most 120 characters with its suffix."""
    name = name.replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(letter for letter in name if unicodedata.category(letter)[0] != "C").strip(" .")
    stem, dot, suffix = name.rpartition(".")
    if not dot:
        return name[:120] or "文件"
    suffix = suffix[:10]
    return f"{stem[: 119 - len(suffix)]}.{suffix}"


def _picture(upload: Any, name: str) -> ContentFile[bytes]:
    """The picture turned upright, at most 2,000 pixels a side, as a JPEG of pixels and nothing else."""
    try:
        with Image.open(upload, formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Image.DecompressionBombError
            image.draft("RGB", (SIDE, SIDE))
            image.load()
            return ContentFile(_jpeg(ImageOps.exif_transpose(image), SIDE))
    except Image.DecompressionBombError:
        raise ValidationError(f"“{name}”像素过多，请缩小到 6000 万像素以内再传。") from None
    except UNREADABLE:
        raise ValidationError(f"“{name}”不是能打开的照片，可能没有传完整或改过后缀，请重新选。") from None


def _jpeg(image: Image.Image, side: int) -> bytes:
    if image.mode in ("RGBA", "LA", "PA", "P"):
        image = image.convert("RGBA")
    image.thumbnail((side, side), Image.Resampling.LANCZOS)
    # A new picture: notes, profiles and positions of the old one stay behind.
    clean = Image.new("RGB", image.size, "white")
    clean.paste(image, mask=image.getchannel("A") if image.mode == "RGBA" else None)
    buffer = io.BytesIO()
    clean.save(buffer, "JPEG", quality=85, optimize=True)
    return buffer.getvalue()


def thumbnail(file: Any) -> bytes:
    """A small picture of one of our own JPEGs."""
    with Image.open(file, formats=("JPEG",)) as image:
        image.draft("RGB", (THUMBNAIL, THUMBNAIL))
        return _jpeg(image.convert("RGB"), THUMBNAIL)


def _is_what_it_says(upload: Any, suffix: str) -> bool:
    upload.seek(0)
    head = upload.read(8)
    if suffix == ".pdf":
        upload.seek(max(0, upload.size - 2048))
        return head.startswith(b"%PDF-") and b"%%EOF" in upload.read()
    if suffix in ZIPPED:
        return _has_part(upload, ZIPPED[suffix])
    if suffix == ".txt":
        return _is_text(upload)
    if head == OLE:
        return bool(upload.size >= 1536)
    return suffix in (".wps", ".et") and (_has_part(upload, "word/") or _has_part(upload, "xl/"))


def _has_part(upload: Any, folder: str) -> bool:
    """Whether it is a whole Office archive with that folder in it; nothing is unpacked."""
    upload.seek(0)
    try:
        with zipfile.ZipFile(upload) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, *UNREADABLE):
        return False
    return "[Content_Types].xml" in names and any(name.startswith(folder) for name in names)


def _is_text(upload: Any) -> bool:
    upload.seek(0)
    content = upload.read()
    if b"\0" in content:
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False
