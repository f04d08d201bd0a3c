"""Opening an uploaded file: a child process reads it, within limits of memory and time."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Timer
from typing import Any

from django.core.exceptions import ValidationError

ROOT = Path(__file__).resolve().parent.parent.parent
WALL = 120.0  # seconds from start to end of the child
# The package's own start imports Django and openpyxl; the child needs neither.
START = (
    "import sys, types; root = sys.argv[1]; sys.path.insert(0, root);"
    "package = types.ModuleType('core.workbooks'); package.__path__ = [root + '/core/workbooks'];"
    "sys.modules['core.workbooks'] = package;"
    "from core.workbooks.child.reader import main; main()"
)
AGAIN = "请用 Excel 或 WPS 打开后另存为“.xlsx”，再上传。"
SENTENCES = {
    "empty": "文件里没有内容，请确认选对了文件。",
    "damaged": f"文件已损坏或结构异常，无法读取。{AGAIN}",
    "not_a_workbook": "这不是 Excel 或 CSV 文件，请上传 .xlsx、.xls 或 .csv 文件。",
    "encrypted": "文件设有打开密码，请先取消密码，另存后再上传。",
    "macro": "文件含有宏，不能导入。请另存为“Excel 工作簿（.xlsx）”后再上传。",
    "external": "文件链接了别的工作簿，不能导入。请把公式粘贴为数值、断开链接后再上传。",
    "nested": "文件里嵌有别的文件，不能导入。请删去嵌入的文件后再上传。",
    "binary": f"这种二进制工作簿（.xlsb）不能导入。{AGAIN}",
    "sheet_xml": f"这种 XML 表格不能导入。{AGAIN}",
    "bomb": f"文件解压后过大，不能读取。{AGAIN}",
    "entities": f"文件结构异常（含实体声明），不能读取。{AGAIN}",
    "too_wide": "表格超过 200 列，不能导入。请删去用不到的列后再上传。",
    "too_many_rows": "表格超过 200,000 行，请分成几个文件导入。",
    "encoding": "文字编码认不出来，请另存为“CSV UTF-8”或 .xlsx 后再上传。",
    "memory": f"表格占用的范围过大，无法读取。请删去数据以外的行列，{AGAIN}",
    "timeout": "读取时间过长，没有完成。请删去数据以外的行列，或分成几个文件导入。",
}


class UnreadableFile(ValidationError):
    """The file is refused as a whole; the sentence says why and what to do."""

    def __init__(self, code: str) -> None:
        super().__init__(SENTENCES[code], code=code)
        self.reason = code


@dataclass
class SheetFacts:
    """A sheet before its rows are read. ``head``: its first rows that are not blank, (number, cells)."""

    name: str
    visible: bool
    rows: int
    head: list[tuple[int, list[Any]]]
    hidden_rows: set[int]
    hidden_columns: set[int]
    struck_rows: set[int]
    merged: list[tuple[int, int, int, int]]


@dataclass
class Book:
    """An open file: its sheets, and the rows of those that were wanted, in order."""

    sheets: list[SheetFacts]
    answers: Iterator[dict[str, Any]]
    skipped_to: dict[str, int] = field(default_factory=dict)  # {sheet: row beyond 50 blank ones, not read}

    def rows(self) -> Iterator[tuple[SheetFacts, list[tuple[int, list[Any]]]]]:
        """Parts of up to 500 rows. Cells are as ``child.cells`` packs them."""
        for answer in self.answers:
            if "end" in answer:
                self.skipped_to = answer["end"]
                return
            yield self.sheets[answer["sheet"]], answer["rows"]


@contextmanager
def open_book(content: bytes, *, sheets: list[str] | None = None, wall: float = WALL) -> Iterator[Book]:
    """Read a file. ``sheets``: whose rows are wanted; None: of the first visible one.

    Raises ``UnreadableFile`` here or while the rows are read.
    """
    process = subprocess.Popen(  # noqa: S603 (our own interpreter and code)
        [sys.executable, "-I", "-c", START, str(ROOT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},  # no key, no address of a database
        close_fds=True,
    )
    late: list[bool] = []
    clock = Timer(wall, _kill, (process, late))
    clock.daemon = True
    clock.start()
    try:
        with suppress(BrokenPipeError):
            _feed(process, content, sheets)
        answers = _answers(process, late)
        first = next(answers)
        yield Book([_facts(sheet) for sheet in first["sheets"]], answers)
    finally:
        clock.cancel()
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _kill(process: "subprocess.Popen[bytes]", late: list[bool]) -> None:
    late.append(True)
    process.kill()


def _feed(process: "subprocess.Popen[bytes]", content: bytes, sheets: list[str] | None) -> None:
    stream = process.stdin
    if stream is None:
        raise RuntimeError("the child has no input")
    try:
        stream.write(json.dumps({"sheets": sheets}).encode() + b"\n")
        stream.write(content)
    finally:
        with suppress(BrokenPipeError):
            stream.close()


def _answers(process: "subprocess.Popen[bytes]", late: list[bool]) -> Iterator[dict[str, Any]]:
    for line in process.stdout or ():
        if not line.endswith(b"\n"):
            break
        answer = json.loads(line)
        if "refused" in answer:
            raise UnreadableFile(answer["refused"])
        yield answer
        if "end" in answer:
            return
    ended = process.wait()
    if late or ended == -signal.SIGXCPU:
        raise UnreadableFile("timeout")
    raise UnreadableFile("memory" if ended < 0 else "damaged")


def _facts(sheet: dict[str, Any]) -> SheetFacts:
    sets = {name: set(sheet[name]) for name in ("hidden_rows", "hidden_columns", "struck_rows")}
    head = [(number, cells) for number, cells in sheet["head"]]
    merged = [(top, left, bottom, right) for top, left, bottom, right in sheet["merged"]]
    return SheetFacts(sheet["name"], sheet["visible"], sheet["rows"], head, merged=merged, **sets)
