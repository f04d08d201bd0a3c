"""What stands in a sheet beside its values; every reader of a format fills one."""

from dataclasses import dataclass, field

Range = tuple[int, int, int, int]  # first row, first column, last row, last column; all from 1


@dataclass
class Facts:
    """Rows and columns count from 1, as on the screen."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    struck_rows: set[int] = field(default_factory=set)
    merged: list[Range] = field(default_factory=list)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)

    def hides(self, first: int, last: int, most: int) -> None:
        """Columns from ``first`` to ``last``; programs hide "the rest" up to the last column there is."""
        self.hidden_columns.update(range(first, min(last, most) + 1))
