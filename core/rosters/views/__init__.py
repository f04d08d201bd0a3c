"""The pages of an import (pages.md §9)."""
