"""`python -m printers test`: ask a new printer what it can, print a page, ask the person what came out, and keep both.

The answers are in `printer.json` of the agent's data folder (`printers.facts`); the agent reads them when it starts.
The page is written into the agent's journal like a ticket: after a page that was torn off in its middle, the next
paper begins with a clean cut. So the agent must not run meanwhile.
"""

import argparse
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from printers import facts
from printers.emulator import Emulator
from printers.escpos_job import mark_of, strip_job
from printers.facts import Facts
from printers.journal import Journal, JournalBusy
from printers.link import Report
from printers.patience import patience_for
from printers.press import Press, Result
from printers.probe import Found, probe
from printers.status import Level
from printers.talk import Clock
from printers.testsheet import RULERS, draw_page
from printers.transports import Address, PrinterBusy, PrinterGone, Transport, parse_address, transport_of

FILE = "printer.json"
JOURNAL = "print-agent.sqlite"
YES, NO = {"c", "co", "có", "y", "yes"}, {"k", "khong", "không", "n", "no"}
TRIES = 5

LEVELS: dict[Level, str] = {
    "L3": "xác nhận từng phiếu đã in [confirms every ticket]",
    "L2": "trả lời theo thứ tự, xác nhận được phiếu đã in [answers in turn, which confirms tickets]",
    "L1": "nhận dữ liệu nhưng không trả lời; không xác nhận được [takes data and keeps silent; nothing is confirmed]",
    "L0": "qua hàng đợi in; không xác nhận được [through a spooler; nothing is confirmed]",
}
TROUBLES: dict[str, str] = {
    "paper_out": "hết giấy [no paper]",
    "cover_open": "nắp đang mở [the cover is open]",
    "cutter": "dao cắt bị kẹt [the cutter is jammed]",
    "error": "máy báo lỗi [it reports an error]",
    "offline": "máy không sẵn sàng [it is offline]",
}


def add_options(parser: argparse.ArgumentParser) -> None:
    """What can be chosen; the last three answer the questions without a terminal."""
    option = parser.add_argument
    option("--printer", required=True, metavar="ADDRESS", help="virtual, network://HOST:PORT, usb:///dev/usb/lp0, …")
    option("--data", type=Path, required=True, metavar="DIR", help="the agent's data folder; printer.json goes there")
    option("--letter", type=str.upper, choices=tuple(RULERS), help="the last whole letter at the right edge")
    option("--cut", choices=("yes", "no"), help="whether the paper was cut")
    option("--came", choices=("yes", "no"), help="whether a page came out (asked when the printer cannot tell)")


@dataclass(frozen=True, slots=True)
class Person:
    """Who stands before the printer: asked in a terminal, or by options (`given`: question's name to answer)."""

    given: dict[str, str | None]
    read: Callable[[str], str] = input
    say: Callable[[str], None] = print
    here: bool = True
    """Whether there is a terminal to ask in."""

    def letter(self) -> str:
        """The last whole letter of the page."""
        words = "Chữ cái cuối cùng còn nguyên vẹn ở mép phải? [Last whole letter at the right edge?] (A/B/C): "
        return self._answer("letter", words, lambda text: text.upper() if text.upper() in RULERS else None)

    def yes(self, name: str, words: str) -> bool:
        """Whether it is so."""
        return self._answer(name, f"{words} (c/k) [y/n]: ", _yes_or_no) == "yes"

    def _answer(self, name: str, words: str, understood: Callable[[str], str | None]) -> str:
        given = self.given.get(name)
        if given is not None:
            return given
        if not self.here:
            raise ValueError(f"no terminal to ask in: give --{name}")
        for _ in range(TRIES):
            try:
                answer = understood(self.read(words).strip())
            except EOFError:
                break
            if answer is not None:
                return answer
        raise ValueError(f"no answer that could be understood; give --{name}")


def _yes_or_no(text: str) -> str | None:
    return "yes" if text.lower() in YES else "no" if text.lower() in NO else None


def run(options: argparse.Namespace) -> int:
    """0 when printer.json was written, 1 when the printer cannot print now. Raises ValueError or OSError."""
    given = {name: getattr(options, name) for name in ("letter", "cut", "came")}
    data: Path = options.data
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    address = parse_address(options.printer)
    person = Person(given, here=sys.stdin is not None and sys.stdin.isatty())
    with ExitStack() as stack:
        try:
            journal = Journal(data / JOURNAL)
        except JournalBusy:
            person.say(
                "! Chương trình in đang chạy: hãy dừng nó rồi chạy lại [stop the print agent first, run this again]"
            )
            return 1
        stack.callback(journal.close)
        if address.kind == "virtual":
            emulator = stack.enter_context(Emulator(data / "virtual-printer", 0))
            address = Address("network", "127.0.0.1", emulator.port)
        return find_out(address, transport_of(address), data / FILE, journal, person, str(options.printer))


def find_out(
    address: Address,
    transport: Transport,
    file: Path,
    journal: Journal,
    person: Person,
    name: str,
    clock: Clock = time.monotonic,
) -> int:
    """The whole test of one printer; `name` is its address, for the page. 0 or 1, as `run`."""
    try:
        found = probe(transport, address.ceiling, clock)
    except PrinterGone as trouble:
        busy = isinstance(trouble, PrinterBusy)
        person.say(f"! {'Máy in còn bận [still busy]' if busy else 'Không tới được máy in [no printer]'}: {trouble}")
        return 1
    if found.state.code != "ready":
        person.say(f"! Máy in báo [the printer says]: {_trouble(found.state.code)}.")
        person.say("  Hãy khắc phục rồi chạy lại [put that right and run this again].")
        return 1
    _introduce(found, person)
    if not _came(_print(Press(transport, found.level, patience_for(address), clock), journal, name), person):
        return 1
    width = RULERS[person.letter()]
    cutter = person.yes("cut", "Giấy có được cắt không? [Was the paper cut?]")
    facts.save(file, Facts(width, found.level, cutter, found.model))
    person.say(
        f"✓ {file}: {width} điểm [dots], {found.level}, dao cắt [cutter]: {'có [yes]' if cutter else 'không [no]'}"
    )
    return 0


def _print(press: Press, journal: Journal, name: str) -> Result:
    """Print the page, and write in the journal that it begins and how it ends; the server is told nothing of it."""
    attempt = f"test page {press.clock()}"
    mark, pictures = mark_of(attempt), draw_page(name)

    def may_begin() -> bool:
        journal.begin(attempt)
        return True

    def settled(result: Result) -> None:
        report = Report(attempt, result.outcome, result.detail)
        journal.finish(report)
        journal.acknowledge([report])

    page = strip_job(pictures, mark, journal.torn(), press.level)
    return press.print(page, mark, may_begin, settled=settled)


def _introduce(found: Found, person: Person) -> None:
    if found.model:
        person.say(f"• Máy in [printer]: {found.model}")
    if found.silent:
        person.say("• Máy in không trả lời câu hỏi nào [the printer answers no question].")
    person.say(f"• Mức tin cậy [level] {found.level}: {LEVELS[found.level]}")


def _came(result: Result, person: Person) -> bool:
    """Whether there is a page to look at; a printer that confirmed it is not doubted."""
    if result.outcome == "printed":
        return True
    if result.outcome == "sent_unconfirmed":
        if person.yes("came", "Trang in thử có ra không? [Did the test page come out?]"):
            return True
        person.say("! Máy in nhận dữ liệu mà không in; không ghi gì [it takes data, prints nothing; nothing is kept].")
        return False
    person.say(f"! Chưa in được trang in thử [the test page was not printed]: {_trouble(result.detail)} {result.words}")
    return False


def _trouble(code: str) -> str:
    return TROUBLES.get(code, code)
