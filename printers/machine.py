"""A receipt printer without paper: what an ESC/POS printer does with the bytes it gets. Pure: no sockets, no files.

It is meant to be as hard to please as a real one: it obeys real-time commands inside pictures, stops when paper ends
and goes on when it comes, keeps what was sent to it when the sender leaves, and takes the next job for a picture when
the last one was left unfinished. It takes its time (`Switches.mm_per_s`): what it says about a job it says when the
paper is out. Moments are arguments, in seconds of any clock that does not go back; they may be left out while the paper
moves at once.
"""

import random
from collections.abc import Callable
from dataclasses import replace

from PIL import Image

from printers.commands import CLEAR_BUFFER, RASTER, Command, next_command
from printers.lookalike import PATTERN
from printers.roll import KNIFE_GAP, LONGEST, ROWS_PER_MM, TEXT_PITCH, TEXT_ROWS, Roll
from printers.status import Paper
from printers.switches import Switches, automatic_report, real_time_answer, sensor_byte

BUFFER = 4096
"""Bytes a small printer keeps while it cannot print."""

MAKER, MODEL = b"Moi So", b"Virtual"
PROCESS_ID = b"\x1d(H"
WIDEST_ROW = 512
CUT_SECONDS = 0.35


class Machine:
    """The printer's electronics. `on_ticket` is given every strip that is cut and is not blank."""

    def __init__(
        self, width: int, on_ticket: Callable[[Image.Image], None], switches: Switches | None = None, seed: int = 0
    ) -> None:
        """`seed` decides which noise it makes while its switch `garbage` is on."""
        self.switches = switches or Switches()
        self.roll = Roll(width)
        self.rows_used = 0
        """Rows of paper that have gone by since it was made."""
        self._noise = random.Random(seed)
        self._on_ticket = on_ticket
        self._answers = bytearray()
        self._now = self._free_at = 0.0
        self._power_up()

    def _power_up(self) -> None:
        self._buffer = bytearray()
        self._tail = b""
        self._asb = False
        self._command: Command | None = None
        self._body = 0
        self._align = 0
        self._line = bytearray()
        self._cutting: int | None = None

    def room(self) -> int:
        """Bytes it would take now; 0 while it is stopped and its buffer is full."""
        return max(0, BUFFER - len(self._buffer)) if self.switches.power else 0

    def busy_until(self) -> float | None:
        """The moment when it is worth while to `advance` it; None while nothing moves."""
        waiting = self._cutting is not None or bool(self._buffer)
        return self._free_at if self.switches.online and waiting and self._free_at > self._now else None

    def change(self, switches: Switches, now: float = 0.0) -> bytes:
        """Set the switches; what it says on its own because of that, and because it may print again."""
        self._pass(now)
        if switches.power and not self.switches.power:
            self._power_up()
        before, self.switches = self.switches, switches
        if automatic_report(switches) != automatic_report(before):
            self._report()
        if switches.mm_per_s != before.mm_per_s:
            self._free_at = self._now  # at a snail's pace the next row may be hours away
        self._begin()
        return self._spoken()

    def receive(self, data: bytes, now: float = 0.0) -> bytes:
        """Take bytes from the line; everything it answers at once."""
        self._pass(now)
        self._buffer += self._realtime(data)
        self._begin()
        return self._spoken()

    def advance(self, now: float) -> bytes:
        """Let time go by; what it says meanwhile."""
        self._pass(now)
        return self._spoken()

    def _pass(self, now: float) -> None:
        """Do what it had to do until now, with the switches and the bytes it had."""
        self._now = max(self._now, now)
        self._work()

    def _begin(self) -> None:
        """Something new has come: it starts now, and not when the last thing ended."""
        self._free_at = max(self._free_at, self._now)
        self._work()

    def _spoken(self) -> bytes:
        answers, self._answers = bytes(self._answers), bytearray()
        if self.switches.mute:
            return b""
        return self._noise.randbytes(2 * len(answers)) if self.switches.garbage else answers

    # --- real-time commands: obeyed on arrival, wherever they stand ---

    def _realtime(self, data: bytes) -> bytes:
        """What is left of the data: a command that clears the buffers takes along what came before it in one piece."""
        stream, known, cleared = self._tail + data, len(self._tail), 0
        for hit in PATTERN.finditer(stream):
            if hit.end() > known and self._obey(stream[hit.start() : hit.end()]):
                cleared = hit.end()
        at = stream.rfind(CLEAR_BUFFER)  # the tail is too short to hold an old one
        if at >= 0:
            cleared = max(cleared, at + len(CLEAR_BUFFER))
            self._forget()
        self._tail = stream[1 - len(CLEAR_BUFFER) :]
        return data[max(0, cleared - known) :]

    def _obey(self, command: bytes) -> bool:
        """Obey at once; whether that has cleared the buffers."""
        if command[1] == 0x04:
            self._answers.append(real_time_answer(self.switches, command[2]))
        elif command == b"\x10\x05\x02":
            self._forget()
            return True
        return False

    def _forget(self) -> None:
        self._buffer.clear()
        self._body = 0

    def _report(self) -> None:
        if self._asb and self.switches.power:
            self._answers += automatic_report(self.switches)

    # --- everything else: in order, each thing after the one before, and only while it can print ---

    def _work(self) -> None:
        while self.switches.online and self._free_at <= self._now:
            if self._cutting is not None:
                self._finish_cut(self._cutting)
                continue
            if self._command is not None and self._body:
                if not self._take_body(self._command):
                    return
                continue
            command = next_command(bytes(self._buffer[:512]))
            if command is None:
                return
            del self._buffer[: command.length]
            self._command, self._body = command, command.body
            if not command.body:
                self._do(command)

    def _take_body(self, command: Command) -> bool:
        """Use up a piece of the command's data; False when more must come first."""
        piece = self._piece(command)
        if len(self._buffer) < max(piece, 1):
            return False
        data = bytes(self._buffer[:piece])
        del self._buffer[:piece]
        self._body -= piece
        if command.name == RASTER and piece <= WIDEST_ROW:
            self._print_row(data)
        elif command.name == PROCESS_ID and data[:2] == b"\x30\x30":
            self._answers += b"\x37\x22" + data[2:6] + b"\x00"
        return True

    def _piece(self, command: Command) -> int:
        """How many bytes of the command's data are needed at once; any number for data that is only skipped."""
        if command.name == RASTER:
            wide = int.from_bytes(command.parameters[1:3], "little")
            # wider than any head: not a picture of ours, so it is skipped without filling the buffer first
            if wide <= WIDEST_ROW:
                return wide
        if command.name == PROCESS_ID and command.body == 6:
            return 6
        return min(self._body, len(self._buffer))

    def _do(self, command: Command) -> None:
        arguments = command.parameters
        match command.name:
            case b"\x1b@":
                self._align, self._asb, self._line = 0, False, bytearray()
            case b"\x1ba":
                self._align = arguments[0] % 48 if arguments[0] % 48 in (0, 1, 2) else 0
            case b"\x1bd":
                self._feed(arguments[0] * TEXT_ROWS)
            case b"\x1bJ":
                self._feed(arguments[0])
            case b"\x1dV":
                self._cut(arguments[1] if len(arguments) > 1 else 0)
            case b"\x1da":
                self._asb = arguments[0] != 0
                self._report()
            case b"\x1dr":
                self._sense(arguments[0])
            case b"\x1dI":
                self._identify(arguments[0])
            case b"\n":
                self._end_line()
            case name if len(name) == 1 and name[0] >= 0x20:
                self._line += name
                if len(self._line) * TEXT_PITCH >= self.roll.width:
                    self._end_line()

    def _sense(self, what: int) -> None:
        if what in (1, 49):
            self._answers.append(sensor_byte(self.switches))
        elif what in (2, 50):
            self._answers.append(0)  # the drawer, which it does not have

    def _identify(self, what: int) -> None:
        texts = {65: b"1.0", 66: MAKER, 67: MODEL, 68: b"0"}
        if what in texts:
            self._answers += b"_" + texts[what] + b"\x00"
        elif what in (1, 2, 3, 49, 50, 51):
            self._answers.append(0x02)

    def _end_line(self) -> None:
        self.roll.text(bytes(self._line))
        self._line.clear()
        self._use_paper(TEXT_ROWS)

    def _feed(self, rows: int) -> None:
        self.roll.feed(rows)
        self._use_paper(rows)

    def _print_row(self, dots: bytes) -> None:
        self.roll.row(dots, self._align)
        self._use_paper(1)

    def _use_paper(self, rows: int) -> None:
        self.rows_used += rows
        self._take(rows / ROWS_PER_MM)
        left = self.switches.rows_left
        if left is not None:
            left = max(0, left - rows)
            paper: Paper = self.switches.paper if left else "out"
            self.switches = replace(self.switches, rows_left=left or None, paper=paper)
            if not left:
                self._report()
        if len(self.roll) > LONGEST and self._cutting is None:
            self._cut(0)

    def _take(self, millimetres: float, seconds: float = 0.0) -> None:
        """Be busy for so much paper and so long."""
        speed = self.switches.mm_per_s
        if speed:
            self._free_at += millimetres / speed + seconds

    def _cut(self, feed: int) -> None:
        """Bring the paper to the knife; it comes down when that is done, and only if the printer is still well."""
        if self._line:
            self._end_line()
        self._cutting = feed
        self._use_paper(KNIFE_GAP + feed)
        self._take(0, CUT_SECONDS)

    def _finish_cut(self, feed: int) -> None:
        self._cutting = None
        self.roll.feed(feed)
        strip = self.roll.cut()
        if strip is not None:
            self._on_ticket(strip)
