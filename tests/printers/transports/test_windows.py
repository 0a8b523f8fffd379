"""The Windows spooler, with a stand-in for pywin32's win32print that keeps its rules."""

import sys
import threading
import time
from types import ModuleType

import pytest

from printers.transports import HandOverUnclear, PrinterBusy, PrinterGone, WindowsTransport
from printers.transports.base import LIFE
from tests.printers.fakes import GENEROUS, Clock
from tests.printers.transports.deadlines import soon


class Win32Error(Exception):
    """pywintypes.error"""


class FakeSpooler(ModuleType):
    """One printer, called POS."""

    def __init__(self) -> None:
        super().__init__("win32print")
        self.status = self.jobs = self.open_handles = 0
        self.fails: set[str] = set()
        self.short = False
        self.calls: list[str] = []
        self.paper = b""
        self.listed: list[dict[str, object]] = []
        self.deleted: list[int] = []
        self.hangs: threading.Event | None = None
        self._spooled = b""
        self._kind: object = None

    def _did(self, name: str) -> None:
        self.calls.append(name)
        if name in self.fails:
            raise Win32Error(5, name, "Access is denied.")

    def OpenPrinter(self, name: str) -> int:
        self._did("OpenPrinter")
        if name != "POS":
            raise Win32Error(1801, "OpenPrinter", "The printer name is invalid.")
        self.open_handles += 1
        return 7

    def ClosePrinter(self, handle: int) -> None:
        assert handle == 7
        self.open_handles -= 1

    def GetPrinter(self, handle: int, level: int) -> dict[str, object]:
        self._did("GetPrinter")
        if self.hangs:
            self.hangs.wait(GENEROUS)
        assert (handle, level) == (7, 2)
        return {"Status": self.status, "cJobs": self.jobs}

    def StartDocPrinter(self, handle: int, level: int, document: tuple[str, None, str]) -> int:
        self._did("StartDocPrinter")
        if self.hangs:
            self.hangs.wait(GENEROUS)
        self._kind = document[2]
        return 17

    def EnumJobs(self, handle: int, first: int, most: int, level: int) -> list[dict[str, object]]:
        self._did("EnumJobs")
        assert (handle, first, level) == (7, 0, 1)
        return self.listed[:most]

    def SetJob(self, handle: int, job: int, level: int, facts: None, command: int) -> None:
        self._did("SetJob")
        assert (handle, level, facts, command) == (7, 0, None, 5)
        self.deleted.append(job)

    def StartPagePrinter(self, handle: int) -> None:
        self._did("StartPagePrinter")

    def WritePrinter(self, handle: int, data: bytes) -> int:
        self._did("WritePrinter")
        self._spooled += data
        return len(data) - self.short

    def EndPagePrinter(self, handle: int) -> None:
        self._did("EndPagePrinter")

    def EndDocPrinter(self, handle: int) -> None:
        self._did("EndDocPrinter")
        assert self._kind == "RAW"
        self.paper += self._spooled

    def AbortPrinter(self, handle: int) -> None:
        self._did("AbortPrinter")
        self._spooled = b""


@pytest.fixture
def spooler(monkeypatch: pytest.MonkeyPatch) -> FakeSpooler:
    fake = FakeSpooler()
    monkeypatch.setitem(sys.modules, "win32print", fake)
    return fake


def test_a_whole_job_is_spooled_raw(spooler: FakeSpooler) -> None:
    line = WindowsTransport("POS")
    line.open(soon())
    assert line.send(b"job", soon()) == 3
    assert spooler.paper == b"job"
    assert spooler.open_handles == 0
    assert line.read(time.monotonic()) == b""
    assert line.pending() == 0
    line.close(soon())


@pytest.mark.parametrize(
    ("status", "why"), [(0x10, "out of paper"), (0x1, "paused"), (0x80, "offline"), (0x8, "jammed")]
)
def test_a_stopped_printer_gets_no_ticket(spooler: FakeSpooler, status: int, why: str) -> None:
    spooler.status = status
    with pytest.raises(PrinterGone, match=why):
        WindowsTransport("POS").open(soon())
    assert spooler.open_handles == 0


def test_a_printer_with_a_job_waiting_gets_no_second_one(spooler: FakeSpooler) -> None:
    spooler.jobs = 1
    with pytest.raises(PrinterBusy, match="still has a job"):
        WindowsTransport("POS").open(time.monotonic())


def test_no_such_printer(spooler: FakeSpooler) -> None:
    with pytest.raises(PrinterGone, match="no Windows printer 'OTHER'"):
        WindowsTransport("OTHER").open(soon())


def test_a_printer_that_does_not_say_how_it_is(spooler: FakeSpooler) -> None:
    spooler.fails = {"GetPrinter"}
    with pytest.raises(PrinterGone, match="does not say"):
        WindowsTransport("POS").open(soon())
    assert spooler.open_handles == 0


def test_a_refused_job_is_not_printed(spooler: FakeSpooler) -> None:
    spooler.fails = {"StartDocPrinter"}
    with pytest.raises(PrinterGone, match="refused") as caught:
        WindowsTransport("POS").send(b"job", soon())
    assert not isinstance(caught.value, HandOverUnclear)
    assert spooler.open_handles == 0


@pytest.mark.parametrize("where", ["StartPagePrinter", "WritePrinter", "EndPagePrinter", "EndDocPrinter"])
def test_a_job_broken_off_is_unclear_and_dropped(spooler: FakeSpooler, where: str) -> None:
    spooler.fails = {where}
    with pytest.raises(HandOverUnclear, match="broke off"):
        WindowsTransport("POS").send(b"job", soon())
    assert spooler.calls[-1] == "AbortPrinter"
    assert spooler.paper == b""
    assert spooler.open_handles == 0


def test_a_job_taken_in_part_is_dropped(spooler: FakeSpooler) -> None:
    spooler.short, spooler.fails = True, {"AbortPrinter"}
    with pytest.raises(HandOverUnclear, match="only 2 of 3"):
        WindowsTransport("POS").send(b"job", soon())
    assert spooler.paper == b""


def test_elsewhere_than_on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "win32print", None)
    with pytest.raises(PrinterGone, match="pywin32"):
        WindowsTransport("POS").open(soon())


def test_a_job_that_waits_longer_than_its_ticket_lives_is_deleted(spooler: FakeSpooler) -> None:
    clock = Clock()
    line = WindowsTransport("POS", clock)
    line.open(soon())
    line.send(b"job", soon())
    spooler.jobs = 3
    spooler.listed = [
        {"JobId": 16, "pDocument": "Moi So"},
        {"JobId": 17, "pDocument": "Moi So"},
        {"JobId": 17, "pDocument": "Letter"},
    ]
    clock.now += LIFE - 1
    with pytest.raises(PrinterBusy):
        line.open(soon())
    assert spooler.deleted == []
    clock.now += 2
    with pytest.raises(PrinterBusy):
        line.open(soon())
    assert spooler.deleted == [17]
    spooler.fails = {"EnumJobs"}
    with pytest.raises(PrinterBusy):
        line.open(soon())
    assert spooler.open_handles == 0


def test_a_spooler_that_hangs_is_not_waited_for(spooler: FakeSpooler) -> None:
    spooler.hangs = threading.Event()
    line = WindowsTransport("POS")
    with pytest.raises(PrinterGone, match="does not answer") as caught:
        line.open(time.monotonic() + 0.05)
    assert not isinstance(caught.value, HandOverUnclear)
    with pytest.raises(PrinterGone, match="does not answer"):
        line.open(time.monotonic() + 0.05)
    assert spooler.calls.count("GetPrinter") == 1
    spooler.hangs.set()
    line.open(soon())
    spooler.hangs = threading.Event()
    with pytest.raises(HandOverUnclear, match="does not come to an end"):
        line.send(b"job", time.monotonic() + 0.05)
    spooler.hangs.set()
    line.abandon(b"", soon())
