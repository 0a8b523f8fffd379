"""One spool for a test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.spool.books import Book


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    made = Book(tmp_path / "spool.db")
    yield made
    made.store.close()
