"""覆盖矩阵: units × duties, × rounds of a duty, schools × semesters (pages.md §8)."""
