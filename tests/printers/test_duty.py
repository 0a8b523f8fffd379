import argparse
import io
from pathlib import Path

import pytest

from printers.duty import KEPT, _address, _code, _facts, add_options, trusted
from printers.facts import Facts, save
from printers.transports import parse_address


def options(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_options(parser)
    return parser.parse_args(["--data", "data", *words])


@pytest.mark.parametrize(
    ("address", "wanted", "level"),
    [
        ("virtual", "L3", "L3"),
        ("network://127.0.0.1", "L2", "L2"),
        ("cups://sanh", "L3", "L0"),
        ("windows://EPSON TM-T20III", "L1", "L0"),
        ("file:///tmp/paper", "L0", "L0"),
    ],
)
def test_no_printer_is_trusted_further_than_its_line(address: str, wanted: str, level: str) -> None:
    assert trusted(wanted, parse_address(address)) == level  # type: ignore[arg-type]


def test_what_is_not_given_is_left_to_the_pairing() -> None:
    given = options()
    assert {name: getattr(given, name) for name in KEPT} == dict.fromkeys(KEPT)
    assert given.data == Path("data")


@pytest.mark.parametrize(
    "words",
    [["--name", "quầy 1"], ["--name", "x" * 41], ["--roll", "0.5"], ["--roll", "1001"], ["--answer", "-1"],
     ["--recovery", "nan"], ["--wait", "nan"], ["--wait", "0.4"], ["--wait", "61"], ["--wait", "x"],
     ["--width", "500"], ["--level", "L4"]],
)  # fmt: skip
def test_what_cannot_be_meant(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        options(*words)
    assert caught.value.code == 2
    told = capsys.readouterr().err
    assert words[0] in told
    assert "không phải" in told or "tên có" in told or "invalid choice" in told


@pytest.mark.parametrize(("address", "warns"), [("network://127.0.0.1", True), ("virtual", False)])
def test_a_printer_that_was_never_tested_is_named(
    tmp_path: Path, address: str, warns: bool, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "printer.json"
    assert _facts(file, parse_address(address)) == Facts()
    assert ("MÁY IN CHƯA ĐƯỢC THỬ" in caplog.text) is warns
    assert ("NEVER TESTED" in caplog.text) is warns
    caplog.clear()
    save(file, Facts(width=384))
    assert _facts(file, parse_address(address)) == Facts(width=384)
    assert caplog.text == ""
    file.write_text("{")
    with pytest.raises(RuntimeError, match="hãy in lại trang in thử"):
        _facts(file, parse_address(address))


def test_a_code_may_come_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(" K7QD-9FXW \n"))
    assert _code("-") == "K7QD-9FXW"
    assert _code("A-B") == "A-B"
    with pytest.raises(ValueError, match="không có mã ghép nối"):
        _code("-")


def test_a_wrong_address_is_said_in_both_languages() -> None:
    with pytest.raises(RuntimeError, match=r"địa chỉ máy in không đúng \[.*supported are"):
        _address("telegraph://x")
