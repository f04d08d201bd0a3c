"""Every hostile file ends within two seconds with a sentence, and nothing but its own reader dies."""

from time import monotonic

import pytest

from core.workbooks import opening
from core.workbooks.opening import SENTENCES, UnreadableFile, open_book
from tests.rosters.hostile import files

FILES = list(files())
SLOWEST = 2.0


@pytest.mark.parametrize(
    ("name", "content"), [(name, content) for _, name, content in FILES], ids=[what for what, _, _ in FILES]
)
def test_a_hostile_file_is_refused_in_time_and_in_words(send, name, content):
    start = monotonic()
    result = send(content, name=name)
    spent = monotonic() - start
    assert not result.report.committed
    assert not result.written
    assert result.report.sheet_errors
    assert all(text.endswith("。") for text in result.report.sheet_errors)
    assert spent < SLOWEST * slowness()


def slowness() -> float:
    """How much longer than on a quiet machine this one takes; the promise is about a quiet one."""
    start = monotonic()
    sum(number * number for number in range(1_000_000))
    return max(1.0, (monotonic() - start) / 0.08)


def test_a_reader_that_takes_too_long_is_ended(monkeypatch):
    monkeypatch.setattr(opening, "START", "import time; time.sleep(60)")
    with pytest.raises(UnreadableFile) as refusal, open_book(b"x", wall=0.3):
        pass
    assert refusal.value.messages == [SENTENCES["timeout"]]


def test_a_reader_that_dies_is_told(monkeypatch):
    monkeypatch.setattr(opening, "START", "import os; os.abort()")
    with pytest.raises(UnreadableFile) as refusal, open_book(b"x"):
        pass
    assert refusal.value.messages == [SENTENCES["memory"]]


def test_the_reader_gets_no_key_and_no_address(monkeypatch):
    monkeypatch.setenv("FIELD_KEYS", "geheim")
    monkeypatch.setenv("DATABASE_URL", "geheim")
    words = "import os, sys, json; print(json.dumps({'sheets': [], 'seen': dict(os.environ)}))"
    monkeypatch.setattr(opening, "START", words)
    with open_book(b"x") as book:
        assert book.sheets == []
    monkeypatch.setattr(opening, "START", "import os; assert 'geheim' not in str(os.environ); os.abort()")
    with pytest.raises(UnreadableFile) as refusal, open_book(b"x"):
        pass
    assert refusal.value.reason == "memory"  # it came as far as its death
