import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printers import fonts
from printers.typeset import length


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


def test_letters_without_a_drawing_are_named_once() -> None:
    faces = fonts.load()
    assert faces.lacking("Xin 漢chào 字漢 👍") == "漢字👍"
    assert faces.lacking("".join(fonts.vietnamese_letters()) + " Az09 “…” – ·") == ""


@given(
    text=st.text(alphabet=[*fonts.vietnamese_letters(), *"AVTWYLaefijrt0169 ,.-–/()…:"], max_size=60),
    size=st.sampled_from([20, 22, 24, 30, 104]),
    weight=st.sampled_from(["400Regular", "500Medium", "600SemiBold", "700Bold"]),
)
def test_letters_add_up(text: str, size: int, weight: fonts.Weight) -> None:
    # lines are measured letter by letter: true only as long as the typeface has no kerning in basic layout
    face = fonts.load().face(weight, size)
    assert length(text, face) == pytest.approx(face.getlength(text))
