from collections.abc import Iterator
from pathlib import Path

import pytest

from printers.emulator import Emulator
from tests.printers.fakes import FakeServer


@pytest.fixture
def server() -> Iterator[FakeServer]:
    fake = FakeServer()
    yield fake
    fake.close()


@pytest.fixture
def emulator(tmp_path: Path) -> Iterator[Emulator]:
    with Emulator(tmp_path / "tickets") as running:
        yield running
