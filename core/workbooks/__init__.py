"""The only package that reads or writes spreadsheet files.

``writing`` exports and templates · ``opening`` an uploaded file, read by a child process · ``child`` what
that process does: it imports no Django, holds no key, and dies alone when a file is made to kill its reader.
"""

from core.workbooks.writing import (
    MIME,
    SheetColumn,
    plain,
    workbook_answer,
    write_workbook,
)

__all__ = ["MIME", "SheetColumn", "plain", "workbook_answer", "write_workbook"]
