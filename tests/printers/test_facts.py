import json
from pathlib import Path

import pytest

from printers.facts import Facts, load, save


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "data" / "printer.json"
    facts = Facts(384, "L1", False, "Zjiang POS-5890")
    save(path, facts)
    assert load(path) == facts
    save(path, Facts())
    assert load(path) == Facts(576, "L3", True, "")
    assert [entry.name for entry in path.parent.iterdir()] == ["printer.json"]


def test_without_a_test_page_it_is_what_most_printers_are(tmp_path: Path) -> None:
    assert load(tmp_path / "printer.json") == Facts()


def test_a_newer_version_may_know_more(tmp_path: Path) -> None:
    (tmp_path / "printer.json").write_text('{"width": 384, "colour": "red"}')
    assert load(tmp_path / "printer.json") == Facts(width=384)


@pytest.mark.parametrize(
    "data",
    [
        {"width": 400},
        {"width": "576"},
        {"width": [576]},
        {"level": "L4"},
        {"level": None},
        {"cutter": "no"},
        {"model": 7},
        {"model": "x" * 81},
        [1],
    ],
)
def test_a_file_that_cannot_be_used_says_what_to_do(tmp_path: Path, data: object) -> None:
    path = tmp_path / "printer.json"
    path.write_text(json.dumps(data))
    with pytest.raises(ValueError, match=r"printer\.json: .*python -m printers test"):
        load(path)
    path.write_text("{")
    with pytest.raises(ValueError, match="printers test"):
        load(path)


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "printer.json"
    save(path, Facts(width=384))

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("printers.files.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        save(path, Facts())
    assert load(path) == Facts(width=384)
    assert len(list(tmp_path.iterdir())) == 1
