import shutil
from pathlib import Path

import pytest

from printers import fonts


def test_there_are_134_letters_that_need_vietnamese() -> None:
    letters = fonts.vietnamese_letters()
    assert len(letters) == len(set(letters)) == 134
    assert {"ễ", "Ộ", "ậ", "đ", "Đ", "ư", "Ơ", "ỹ"} <= set(letters)


def test_a_missing_folder_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(fonts.FontsMissing, match=r"python3 run\.py setup"):
        fonts.load(tmp_path)


def test_a_typeface_without_vietnamese_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # the same file, but asked for letters that no Noto Sans has
    monkeypatch.setattr(fonts, "vietnamese_letters", lambda: ("ễ", "漢"))
    copy = tmp_path / "noto-sans"
    shutil.copytree(fonts.find_folder() / "400Regular", copy / "400Regular")
    with pytest.raises(fonts.FontsMissing, match=r"lacks 漢"):
        fonts.load(copy)


def test_the_environment_names_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOISO_FONTS", str(tmp_path))
    assert fonts.find_folder() == tmp_path
    assert fonts.find_folder(tmp_path / "given") == tmp_path / "given"
    monkeypatch.delenv("MOISO_FONTS")
    assert fonts.find_folder() == fonts.ROOT / fonts.PACKAGE
