import os
from pathlib import Path

import pytest

from printers.files import replace_whole


def test_the_new_file_is_there_as_a_whole_and_private(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("old")
    replace_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["file"]
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o600


def test_after_a_failure_the_old_file_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(number: int) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "file"
    path.write_text("old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        replace_whole(path, b"new")
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["file"]
