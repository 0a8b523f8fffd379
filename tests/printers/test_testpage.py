"""The test page, from the first question to printer.json, on scripted lines and on the emulated printer."""

import argparse
import contextlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from printers import testpage
from printers.emulator import Emulator
from printers.escpos_job import RESYNC
from printers.facts import Facts, load
from printers.journal import Journal
from printers.probe import probe
from printers.status import Level
from printers.talk import IN_TURN
from printers.testpage import Person, find_out
from printers.testsheet import RULERS, draw_page
from printers.transports import Address, FileTransport, PrinterBusy, PrinterGone, TcpTransport
from tests.printers.lines import Line, Printer

MAKER, MODEL = b"\x1d\x49\x42", b"\x1d\x49\x43"
ADDRESS = Address("network", "10.0.0.9", 9100)


class Named(Printer):
    """A printer that also says who it is and names whatever mark it is asked for."""

    def __init__(
        self, status: bytes = b"\x12\x12\x12\x12", sensor: bytes = b"\x00", marks: bool = True, most: int = 9
    ) -> None:
        super().__init__(status, sensor, b"")
        self.most = most if marks else 0

    def __call__(self, data: bytes) -> bytes:
        said = super().__call__(data) + {MAKER: b"_EPSON\x00", MODEL: b"_TM-T82III\x00"}.get(data, b"")
        ask, tail = b"\x1d(H\x06\x00\x30\x30", self.stream[-11:]
        if tail.startswith(ask) and len(tail) == 11 and self.most:
            self.most -= 1
            said += b"\x37\x22" + tail[-4:] + b"\x00"
        return said


def nothing(data: bytes) -> bytes:
    return b""


def person(words: list[str], answers: Iterator[str] | None = None, **given: str) -> Person:
    def read(question: str) -> str:
        words.append(question)
        try:
            return next(answers or iter(()))
        except StopIteration as over:
            raise EOFError from over

    return Person({"letter": None, "cut": None, "came": None} | given, read, words.append, answers is not None)


def found_out(line: Line, file: Path, who: Person, address: Address = ADDRESS) -> int:
    journal = Journal(file.parent / "print-agent.sqlite")
    try:
        return find_out(address, line, file, journal, who, "network://10.0.0.9", line.clock)
    finally:
        journal.close()


@pytest.mark.parametrize(
    ("printer", "level", "model"),
    [
        (Named, "L3", "EPSON TM-T82III"),
        (lambda: Named(marks=False), "L2", "EPSON TM-T82III"),
        (lambda: Named(marks=False, sensor=b""), "L1", "EPSON TM-T82III"),
        (lambda: Printer(mark=b""), "L2", ""),
        (lambda: Printer(sensor=b"\x41", mark=b""), "L1", ""),
        (lambda: nothing, "L1", ""),
    ],
)
def test_what_a_printer_can(printer: Callable[[], Callable[[bytes], bytes]], level: Level, model: str) -> None:
    line = Line(printer())
    found = probe(line, "L3", line.clock)
    assert (found.level, found.model, found.state.code) == (level, model, "ready")
    assert found.silent == (line.printer is nothing)
    assert line.closed == 1
    assert line.elapsed < 10


def test_a_printer_that_chatters_does_not_answer_in_turn() -> None:
    line = Line(Printer(mark=b""), forever=b"\x00")
    assert probe(line, "L3", line.clock).level == "L1"
    assert line.elapsed < 20


def test_a_printer_in_trouble_is_not_judged(tmp_path: Path) -> None:
    words: list[str] = []
    line = Line(Named(status=b"\x1a\x32\x12\x7e"))
    assert found_out(line, tmp_path / "printer.json", person(words)) == 1
    assert "hết giấy [no paper]" in words[0]
    assert IN_TURN not in line.sent
    assert not (tmp_path / "printer.json").exists()


@pytest.mark.parametrize(("letter", "width"), RULERS.items())
@pytest.mark.parametrize("cut", [True, False])
def test_the_answers_are_kept(tmp_path: Path, letter: str, width: int, cut: bool) -> None:
    words: list[str] = []
    answers = iter(["what?", letter.lower(), "", "C" if cut else "không"])
    file = tmp_path / "printer.json"
    assert found_out(Line(Named()), file, person(words, answers)) == 0
    assert load(file) == Facts(width, "L3", cut, "EPSON TM-T82III")
    assert not any("ra không" in question for question in words)
    assert all("[" in question for question in words)


@pytest.mark.parametrize("came", ["yes", "no"])
def test_a_mute_printer_is_judged_by_the_person(tmp_path: Path, came: str) -> None:
    words: list[str] = []
    file = tmp_path / "printer.json"
    ended = found_out(Line(nothing), file, person(words, letter="A", cut="no", came=came))
    assert ended == (0 if came == "yes" else 1)
    assert file.exists() == (came == "yes")
    if came == "yes":
        assert load(file) == Facts(384, "L1", False, "")


def test_a_spooler_is_level_0(tmp_path: Path) -> None:
    jobs, file = tmp_path / "jobs.bin", tmp_path / "printer.json"
    address = Address("file", path=str(jobs))
    who = person([], letter="C", cut="yes", came="yes")
    with contextlib.closing(Journal(tmp_path / "print-agent.sqlite")) as journal:
        assert find_out(address, FileTransport(str(jobs)), file, journal, who, "file") == 0
    assert load(file) == Facts(576, "L0", True, "")
    assert jobs.read_bytes().startswith(b"\x1b@\x1dv0")


@pytest.mark.parametrize(("trouble", "words"), [(PrinterGone, "no printer"), (PrinterBusy, "still busy")])
def test_no_printer(tmp_path: Path, trouble: type[PrinterGone], words: str) -> None:
    said: list[str] = []
    line = Line(nothing)
    line.fails = trouble("because")
    assert found_out(line, tmp_path / "printer.json", person(said)) == 1
    assert words in said[0]
    assert "because" in said[0]


def test_a_page_that_did_not_come_leaves_the_old_facts(tmp_path: Path) -> None:
    line = Line(Named(most=1))
    file = tmp_path / "printer.json"
    file.write_text('{"width": 384}')
    said: list[str] = []
    assert found_out(line, file, person(said, letter="C", cut="yes")) == 1
    assert "was not printed" in said[-1]
    assert load(file) == Facts(width=384)


@pytest.mark.parametrize("answers", [None, iter(["?"] * 9), iter(())])
def test_without_an_answer_nothing_is_made_up(tmp_path: Path, answers: Iterator[str] | None) -> None:
    with pytest.raises(ValueError, match="give --letter"):
        found_out(Line(Named()), tmp_path / "printer.json", person([], answers))
    assert not (tmp_path / "printer.json").exists()


@pytest.mark.parametrize("mute", [False, True])
def test_the_page_on_the_emulated_printer(emulator: Emulator, tmp_path: Path, mute: bool) -> None:
    emulator.set(mute=mute)
    file = tmp_path / "printer.json"
    who = person([], letter="C", cut="yes", came="yes")
    address = Address("network", "127.0.0.1", emulator.port)
    with contextlib.closing(Journal(tmp_path / "print-agent.sqlite")) as journal:
        assert find_out(address, TcpTransport("127.0.0.1", emulator.port), file, journal, who, "emulator") == 0
    assert load(file).level == ("L1" if mute else "L3")
    assert emulator.wait_for(lambda: len(emulator.tickets) == 1, 30)
    page = Image.open(emulator.tickets[0])
    top = draw_page("emulator")[0].height
    for width in RULERS.values():
        edge = [page.getpixel((column, top + 1)) for column in range(page.width)]
        assert edge[width - 1] == 0
        assert all(edge[width:])
        top += 72


def test_run_by_options(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    parser = argparse.ArgumentParser()
    testpage.add_options(parser)
    data = tmp_path / "data"
    options = ["--printer", "virtual", "--data", str(data), "--letter", "b", "--cut", "no"]
    assert testpage.run(parser.parse_args(options)) == 0
    kept = json.loads((data / "printer.json").read_text())
    assert (kept["width"], kept["level"], kept["cutter"]) == (512, "L3", False)
    assert "Moi So" in kept["model"]
    assert len(list((data / "virtual-printer").glob("ticket-*.png"))) == 1
    assert "printer.json" in capsys.readouterr().out
    with pytest.raises(ValueError, match="supported are"):
        testpage.run(parser.parse_args(["--printer", "nonsense", "--data", str(data)]))


def test_the_page_is_in_the_journal_and_the_server_hears_nothing_of_it(tmp_path: Path) -> None:
    who = person([], letter="C", cut="yes")
    assert found_out(Line(Named()), tmp_path / "printer.json", who) == 0
    with contextlib.closing(Journal(tmp_path / "print-agent.sqlite")) as journal:
        assert journal.unreported() == ()
        assert not journal.torn()


def test_a_torn_page_is_separated_from_the_next_paper(tmp_path: Path) -> None:
    who = person([], letter="C", cut="yes")
    assert found_out(Line(Named(most=1)), tmp_path / "printer.json", who) == 1
    with contextlib.closing(Journal(tmp_path / "print-agent.sqlite")) as journal:
        assert journal.torn()
        assert journal.unreported() == ()
    line = Line(Named())
    assert found_out(line, tmp_path / "printer.json", who) == 0
    assert RESYNC in line.sent
    with contextlib.closing(Journal(tmp_path / "print-agent.sqlite")) as journal:
        assert not journal.torn()


def test_a_page_that_was_begun_when_the_power_went_is_torn(tmp_path: Path) -> None:
    line = Line(Named())

    class Killed(BaseException):
        pass

    def killed(data: bytes) -> bytes:
        if b"\x1dv0" in line.sent:
            raise Killed
        return Named()(data)

    line.printer = killed
    with pytest.raises(Killed):
        found_out(line, tmp_path / "printer.json", person([], letter="C", cut="yes"))
    with contextlib.closing(Journal(tmp_path / "print-agent.sqlite")) as journal:
        assert journal.torn()


def test_not_while_the_agent_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    parser = argparse.ArgumentParser()
    testpage.add_options(parser)
    with contextlib.closing(Journal(tmp_path / "print-agent.sqlite")):
        options = ["--printer", "virtual", "--data", str(tmp_path), "--letter", "b", "--cut", "no"]
        assert testpage.run(parser.parse_args(options)) == 1
    assert "stop the print agent first" in capsys.readouterr().out
    assert not (tmp_path / "virtual-printer").exists()
