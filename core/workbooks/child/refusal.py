"""Why a file is not read; the parent has the sentence for each code."""

MOST_ENTRIES = 200
MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 100
MOST_ROWS = 200_000
MOST_COLUMNS = 200
BLANKS = 50  # after so many blank rows a sheet is over (domain.md §7 case 34)


class Refused(Exception):
    """The file is not read. ``code`` is a key of ``opening.SENTENCES``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
