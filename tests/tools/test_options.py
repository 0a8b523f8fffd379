from pathlib import Path

import pytest

from printers.transports import parse_address
from tools.options import EXAMPLES, PRINTERS, Options, parse
from tools.talk import Trouble

ROOT = Path("/srv/moiso")


def test_nothing_chosen_is_the_demo_on_this_machine_only() -> None:
    assert parse([], {}, ROOT) == Options(data=ROOT / "data")


def test_every_choice_may_come_from_the_environment() -> None:
    env = {
        "MOISO_PORT": "8123",
        "MOISO_HOST": "0.0.0.0",
        "MOISO_DATA": "/var/lib/moiso",
        "MOISO_PRINTER": "network://10.0.0.9:9100",
        "MOISO_ENGINE": "threading",
        "MOISO_NO_BROWSER": "1",
        "MOISO_REAL_HOURS": "yes",
    }
    assert parse([], env, ROOT) == Options(
        host="0.0.0.0",
        port=8123,
        data=Path("/var/lib/moiso"),
        printer="network://10.0.0.9:9100",
        engine="threading",
        browser=False,
        real_hours=True,
    )


def test_the_command_line_wins_over_the_environment() -> None:
    assert parse(["--port", "9000"], {"MOISO_PORT": "8123"}, ROOT).port == 9000


def test_an_empty_variable_chooses_nothing() -> None:
    env = {"MOISO_PORT": "", "MOISO_DATA": "", "MOISO_NO_BROWSER": "", "MOISO_ENGINE": ""}
    assert parse([], env, ROOT) == parse([], {}, ROOT)


def test_a_relative_data_folder_counts_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert parse(["--data", "mine"], {}, ROOT).data == tmp_path.resolve() / "mine"


@pytest.mark.parametrize("words", [["--port", "http"], ["--port", "65536"], ["--port=-1"], ["--engine", "twisted"]])
def test_a_value_that_cannot_be_meant_is_refused_in_words(words: list[str]) -> None:
    with pytest.raises(Trouble) as caught:
        parse(words, {}, ROOT)
    assert caught.value.code == 2


def test_a_switch_in_the_environment_is_yes_or_no() -> None:
    assert parse([], {"MOISO_NO_BROWSER": "0"}, ROOT).browser
    with pytest.raises(Trouble):
        parse([], {"MOISO_NO_BROWSER": "perhaps"}, ROOT)


def test_an_unknown_option_ends_the_programme() -> None:
    with pytest.raises(SystemExit) as caught:
        parse(["--prot", "1"], {}, ROOT)
    assert caught.value.code == 2


def test_pytests_own_arguments_are_passed_on_untouched() -> None:
    chosen = parse(["test", "tests/kiosk", "-k", "one or two", "-x"], {}, ROOT)
    assert (chosen.command, chosen.rest) == ("test", ("tests/kiosk", "-k", "one or two", "-x"))


def test_keep_going_is_ours_and_not_pytests() -> None:
    chosen = parse(["test", "--keep-going"], {}, ROOT)
    assert chosen.keep_going
    assert chosen.rest == ()


def test_setup_takes_the_same_options_as_serving() -> None:
    assert parse(["setup", "--lang", "en"], {}, ROOT).lang == "en"


RIGHT = [
    "virtual",
    "network://printer",
    "network://192.168.1.50:9101",
    "network://[::1]:9100",
    "usb:///dev/usb/lp0",
    "serial:///dev/ttyUSB0",
    "serial:///dev/ttyUSB0?baud=115200&flow=rtscts",
    "serial:///dev/ttyS1?flow=none",
    "serial://COM3?baud=9600",
    "cups://POS80",
    "windows://EPSON TM-T82III Receipt",
    "file:///var/spool/moiso/phieu.bin",
]
WRONG = [
    "virtual://",
    "192.168.1.50:9100",
    "ftp://printer",
    "network://",
    "network://a b",
    "network://u@printer",
    "network://printer/path",
    "usb://dev/usb/lp0",
    "usb:///",
    "serial:///dev/ttyUSB0?speed=9600",
    "serial:///dev/ttyUSB0?flow=dsrdtr",
    "cups://",
    "cups://-d",
    "cups://a b",
    "cups://host/queue",
    "windows://",
    "file://name",
    "file:///tmp/",
]


@pytest.mark.parametrize("address", [*RIGHT, *EXAMPLES.values()])
def test_printers_that_the_agent_can_print_to(address: str) -> None:
    assert parse(["--printer", address], {}, ROOT).printer == address
    assert parse_address(address).kind == address.partition(":")[0]


@pytest.mark.parametrize("address", WRONG)
def test_a_printer_that_the_agent_would_refuse_is_refused_with_an_example(address: str) -> None:
    with pytest.raises(Trouble) as caught:
        parse(["--printer", address], {}, ROOT)
    assert caught.value.code == 2
    assert address in caught.value.vi
    assert address in caught.value.en
    assert any(example in caught.value.en for example in EXAMPLES.values())
    with pytest.raises(ValueError, match=r"supported are|not known"):
        parse_address(address)


def test_the_help_names_every_kind_of_printer(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(["--help"], {}, ROOT)
    shown = capsys.readouterr().out
    assert all(f"  {kind}" in shown for kind in PRINTERS)
