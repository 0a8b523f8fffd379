"""The bytes of one ticket for an ESC/POS printer. Pure: a picture and a mark in, bytes out.

A job sets the printer to its start (ESC @), asks it to tell of its troubles by itself (GS a), prints the picture in
bands (GS v 0), cuts (GS V 66 0) and asks for the mark back once everything before it is on paper (GS ( H, "process ID
response" in Epson's reference). A printer that can do less (`printers.status.Level`) is asked for less: at L2 it must
not speak out of turn, and the question that confirms comes later; at L1 and L0 nothing is asked at all.
"""

import hashlib
from collections.abc import Sequence

from PIL import Image

from printers.commands import CLEAR_BUFFER
from printers.escpos_home import dummy_class
from printers.lookalike import calm
from printers.status import Level

BAND = 24
"""Rows per raster command. A sender that dies inside a band spoils at most 3 mm of the next ticket, not all of it."""

WIDEST = 576
PROFILE = "TM-T20II"
"""A printer of python-escpos's list that is 576 dots wide; the width is the only thing taken from it."""

ASB_ON = b"\x1d\x61\x0f"
"""GS a: report drive, error and paper changes at once. It follows ESC @, which switches such reports off."""

ASB_OFF = b"\x1d\x61\x00"
REPORTS: dict[Level, bytes] = {"L3": ASB_ON, "L2": ASB_OFF, "L1": b"", "L0": b""}

CUT = b"\x1d\x56\x42\x00"
TEAR = b"\x1b\x4a\x78"
"""ESC J: 120 dots (15 mm) further, past the edge where a printer without a cutter is torn off."""

AFRESH = bytes(BAND * WIDEST // 8) + b"\x1b\x40"
"""Fills a picture that an unfinished job may have left open, then starts anew."""

RESYNC = AFRESH + CUT
"""The same, and cuts the torn half off."""

PROCESS_ID = b"\x1d\x28\x48\x06\x00\x30\x30"
"""GS ( H, function 48: answer with the four characters that follow once everything before is printed."""

FORGET = b"\x10\x05\x02" + CLEAR_BUFFER
"""DLE ENQ 2 and DLE DC4 8, both in real time: clear the buffers. Marks of what is cleared are never given back; a
printer that knows neither takes them for dots of the picture it waits for."""

MARK_LETTERS = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def mark_of(attempt: str) -> bytes:
    """Four printable characters by which the printer names an attempt (GS ( H takes no more)."""
    digest = hashlib.sha256(attempt.encode()).digest()
    return bytes(MARK_LETTERS[byte % len(MARK_LETTERS)] for byte in digest[:4])


def quiet_picture(picture: Image.Image) -> Image.Image:
    """The picture as it goes on paper: mode "1", padded to whole bytes, without dots that spell real-time commands."""
    width = (picture.width + 7) // 8 * 8
    if width > WIDEST:
        raise ValueError(f"a ticket is at most {WIDEST} dots wide, not {picture.width}")
    whole = Image.new("1", (width, picture.height), 1)
    whole.paste(picture, (0, 0))
    step = width // 8 * BAND
    dots = bytes(byte ^ 0xFF for byte in whole.tobytes())
    # band by band: between two bands stands a command, so nothing is spelt across them
    quiet = b"".join(calm(dots[start : start + step]) for start in range(0, len(dots), step))
    return Image.frombytes("1", whole.size, bytes(byte ^ 0xFF for byte in quiet))


def ticket_job(
    picture: Image.Image, mark: bytes, resync: bool = False, level: Level = "L3", cutter: bool = True
) -> bytes:
    """Everything to send for one ticket; `resync` cleans up after a job of which nobody knows how it ended.

    `mark` is what a printer of level L3 answers when the ticket is printed. `cutter` is False for a printer that has
    none. Raises ValueError for a picture that is too wide or a mark that GS ( H does not take.
    """
    return strip_job((picture,), mark, resync, level, cutter)


def strip_job(
    pictures: Sequence[Image.Image], mark: bytes, resync: bool = False, level: Level = "L3", cutter: bool = True
) -> bytes:
    """The same for several pictures under each other on one strip, each of its own width."""
    if len(mark) != 4 or not all(0x20 <= byte < 0x7F for byte in mark):
        raise ValueError("a mark is four printable ASCII characters")
    apart = CUT if cutter else TEAR
    printer = dummy_class()(profile=PROFILE)
    printer.hw("INIT")
    printer._raw(REPORTS[level])
    for picture in pictures:
        printer.image(quiet_picture(picture), fragment_height=BAND)
    printer._raw(apart)
    if level == "L3":
        printer._raw(PROCESS_ID + mark)
    return ((RESYNC if cutter else AFRESH + TEAR) if resync else b"") + bytes(printer.output)
