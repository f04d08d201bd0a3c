"""Files made to hurt whoever reads them (security.md §2E). Each has a name and the bytes."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from openpyxl import Workbook

from tests.rosters.books import rewritten, saved, with_shared_strings, xls, xlsx

HEAD = ["乡镇", "村", "姓名", "身份证号"]
ROW = ["黔城镇", "茶溪村", "易安然", "431299196503019012"]
SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "哈哈">'
    + "".join(
        f'<!ENTITY {letter} "{f"&{before};" * 10}">'
        for before, letter in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "{}">]>'


def good() -> bytes:
    return with_shared_strings(xlsx([HEAD, ROW]))


def with_doctype(part: str, doctype: str) -> bytes:
    def change(text: str) -> str:
        start, sign, rest = text.partition("?>")
        return f"{start}{sign}{doctype}{rest}" if sign else f"{doctype}{text}"

    return rewritten(good(), part, change)


def with_parts(**parts: bytes) -> bytes:
    """A good workbook with further parts (``__`` stands for a slash)."""
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(good())) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name.replace("__", "/"), content)
    return file.getvalue()


def far_cell(place: str) -> bytes:
    book = Workbook()
    sheet = book.active
    for row in (HEAD, ROW):
        sheet.append(row)
    sheet[place] = "x"
    return saved(book)


def sheet_of(body: str) -> bytes:
    return rewritten(good(), SHEET, lambda text: text.split("<sheetData>")[0] + body + "</worksheet>")


def with_big(size: int) -> bytes:
    file = BytesIO(good())
    with (
        zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as box,
        box.open("xl/extra.xml", "w", force_zip64=True) as part,
    ):
        piece = b" " * (1024 * 1024)
        for _ in range(size):
            part.write(piece)
    return file.getvalue()


def lying() -> bytes:
    """The directory says that the sheet is small."""
    content = good()
    real = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = real.compress(b"<worksheet><sheetData>" + b" " * 30_000_000) + real.flush()
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            new.writestr(name, data if name == SHEET else old.read(name))
    made = bytearray(file.getvalue())
    for sign, method, size in ((b"PK\x03\x04", 8, 22), (b"PK\x01\x02", 10, 24)):
        at = made.find(SHEET.encode(), made.find(sign))
        start = made.rfind(sign, 0, at if sign == b"PK\x03\x04" else made.rfind(SHEET.encode()))
        struct.pack_into("<H", made, start + method, 8)
        struct.pack_into("<I", made, start + size, 500)
    return bytes(made)


def overlapping() -> bytes:
    """Two entries of the directory that share one place."""
    content = bytearray(good())
    first = content.find(b"PK\x01\x02")
    second = content.find(b"PK\x01\x02", first + 4)
    content[second + 42 : second + 46] = content[first + 42 : first + 46]
    return bytes(content)


def encrypted() -> bytes:
    """What Excel saves under a password: a compound file with one stream of that name."""
    content = bytearray(xls([HEAD, ROW]))
    at = content.find("Workbook".encode("utf-16-le"))
    name = "EncryptedPackage".encode("utf-16-le")
    content[at : at + 64] = name.ljust(64, b"\0")
    struct.pack_into("<H", content, at + 64, len(name) + 2)
    return bytes(content)


def locked_old() -> bytes:
    """An old workbook whose records are locked (FILEPASS)."""
    content = xls([HEAD, ROW])
    start = content.find(b"\x09\x08\x10\x00")
    return content[: start + 20] + b"\x2f\x00\x06\x00\x01\x00\x01\x00\x01\x00" + content[start + 30 :]


def circular() -> bytes:
    """A compound file whose first chain of sectors runs in a circle."""
    content = bytearray(xls([HEAD, ROW]))
    table = (struct.unpack_from("<I", content, 76)[0] + 1) * 512
    start = struct.unpack_from("<I", content, 48)[0]
    struct.pack_into("<I", content, table + 4 * start, start)
    return bytes(content)


def macro() -> bytes:
    return with_parts(xl__vbaProject_bin=b"\xd0\xcf\x11\xe0").replace(b"vbaProject_bin", b"vbaProject.bin")


def external() -> bytes:
    return with_parts(xl__externalLinks__externalLink1=b"<externalLink/>")


def columns(number: int) -> bytes:
    cells = "".join('<c t="inlineStr"><is><t>x</t></is></c>' for _ in range(number))
    return sheet_of(f"<sheetData><row>{cells}</row></sheetData>")


def strings(number: int) -> bytes:
    items = "".join(f"<si><t>{index}</t></si>" for index in range(number))
    table = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{items}</sst>'
    return rewritten(good(), "xl/sharedStrings.xml", lambda _: table)


def files() -> Iterator[tuple[str, str, bytes]]:
    """(what it is, its name, its content)."""
    yield "cell in the last corner", "a.xlsx", far_cell("XFD1048576")
    yield "cell in the last row", "a.xlsx", far_cell("XFA1048576")
    yield "cell in the last column", "a.xlsx", far_cell("XFD2")
    for part in ("xl/workbook.xml", SHEET, "xl/sharedStrings.xml", "xl/styles.xml", "[Content_Types].xml"):
        yield f"entities in {part}", "a.xlsx", with_doctype(part, LAUGHS)
        yield f"a file named in {part}", "a.xlsx", with_doctype(part, OUTSIDE.format("file:///etc/passwd"))
        yield f"an address in {part}", "a.xlsx", with_doctype(part, OUTSIDE.format("http://127.0.0.1:9/"))
    yield "bomb", "a.xlsx", with_big(300)
    yield "small bomb", "a.xlsx", with_big(20)
    yield "bomb that lies", "a.xlsx", lying()
    yield "overlapping entries", "a.xlsx", overlapping()
    yield "zip in zip", "a.xlsx", with_parts(**{"xl__embeddings__a.xlsx": good()})
    yield "many entries", "a.xlsx", with_parts(**{f"xl__x{number}.xml": b"<a/>" for number in range(400)})
    yield "path upwards", "a.xlsx", with_parts(**{"..__..__x.xml": b"<a/>"})
    yield "absolute path", "a.xlsx", with_parts(**{"__etc__x.xml": b"<a/>"})
    yield "truncated", "a.xlsx", good()[:-200]
    yield "half", "a.xlsx", good()[: len(good()) // 2]
    yield "encrypted", "a.xlsx", encrypted()
    yield "locked old workbook", "a.xls", locked_old()
    yield "circle of sectors", "a.xls", circular()
    yield "truncated old workbook", "a.xls", xls([HEAD, ROW])[:2000]
    yield "macro", "a.xlsm", macro()
    yield "macro renamed", "a.xlsx", macro()
    yield "external link", "a.xlsx", external()
    yield "binary workbook", "a.xlsx", with_parts(**{"xl__workbook.bin": b"x"})
    yield "100,000 columns", "a.xlsx", columns(100_000)
    yield "100,000 columns of text", "a.csv", ("x," * 100_000).encode()
    yield "a line of 5 million letters", "a.csv", b"x" * 5_000_000
    yield "a cell of a million letters", "a.csv", b'a,b,c\n"' + b"x" * 1_000_000 + b'"\n'
    yield "nested tables", "a.xls", b"<table><tr><td>" * 50_000
    yield "wide table", "a.xls", b"<table><tr>" + b"<td>x" * 5_000
    yield "strings that are not there", "a.xlsx", strings(400_000)
    yield "only a header of a zip", "a.xlsx", b"PK\x03\x04" + b"\0" * 100
    yield "empty", "a.xlsx", b"\n\n"
    yield "zeros", "a.xlsx", b"\0" * 5000
    yield "program", "a.xlsx", b"MZ\x90\0" + bytes(range(256)) * 20
    yield "linux program", "a.xlsx", b"\x7fELF" + bytes(range(256)) * 20
    yield "picture", "a.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20
    yield "photograph", "a.xls", b"\xff\xd8\xff\xe0" + bytes(range(256)) * 20
    yield "paper", "a.xlsx", b"%PDF-1.7\n1 0 obj\n"
    yield "page", "a.xlsx", b"<html><script>alert(1)</script></html>"
    yield "drawing", "a.xlsx", b'<svg xmlns="http://www.w3.org/2000/svg"/>'
    yield "other text", "a.csv", "今天天气很好\n".encode()
    yield "undecodable text", "a.csv", b"\xff\xff\x81\x20" * 100
    yield "word file", "a.xlsx", with_only("word/document.xml")
    yield "no types", "a.xlsx", with_only("xl/workbook.xml", types=False)
    yield "broken sheet", "a.xlsx", rewritten(good(), SHEET, lambda text: text[: len(text) // 2])
    yield "sheet in utf-16", "a.xlsx", in_utf_16()


def with_only(part: str, *, types: bool = True) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as box:
        if types:
            box.writestr("[Content_Types].xml", "<Types/>")
        box.writestr(part, "<x/>")
    return file.getvalue()


def in_utf_16() -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(good())) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == SHEET:
                data = data.decode().replace("UTF-8", "UTF-16").encode("utf-16")
            new.writestr(name, data)
    return file.getvalue()
