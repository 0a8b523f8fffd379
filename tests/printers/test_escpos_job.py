import os
import platform
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from printers import escpos_home
from printers.escpos_job import (
    AFRESH,
    ASB_OFF,
    ASB_ON,
    BAND,
    CUT,
    RESYNC,
    TEAR,
    mark_of,
    quiet_picture,
    strip_job,
    ticket_job,
)
from printers.lookalike import calm, lookalikes
from printers.paper import draw
from printers.status import Level
from tests.printers.fakes import SLIP

MARK = b"AB29"
ROOT = Path(__file__).resolve().parents[2]


def by_hand(picture: Image.Image) -> bytes:
    """The raster commands made without the library: GS v 0, 24 rows each."""
    wide = picture.width // 8
    dots = bytes(byte ^ 0xFF for byte in picture.tobytes())
    bands = [dots[start : start + wide * BAND] for start in range(0, len(dots), wide * BAND)]
    size = wide.to_bytes(2, "little")
    return b"".join(b"\x1dv0\x00" + size + (len(band) // wide).to_bytes(2, "little") + band for band in bands)


@pytest.mark.parametrize("width", [384, 512, 576])
def test_a_job_is_start_reports_bands_cut_and_mark(width: int) -> None:
    picture = draw(SLIP, width)
    ask = b"\x1d(H\x06\x00\x30\x30" + MARK
    assert ticket_job(picture, MARK) == b"\x1b@" + ASB_ON + by_hand(picture) + CUT + ask


@pytest.mark.parametrize(("level", "reports"), [("L2", ASB_OFF), ("L1", b""), ("L0", b"")])
def test_a_printer_that_can_do_less_is_asked_for_less(level: Level, reports: bytes) -> None:
    picture = draw(SLIP)
    assert ticket_job(picture, MARK, level=level) == b"\x1b@" + reports + by_hand(picture) + CUT


def test_a_printer_without_a_cutter_feeds_to_its_edge() -> None:
    picture = draw(SLIP)
    plain = b"\x1b@" + by_hand(picture) + TEAR
    assert ticket_job(picture, MARK, level="L1", cutter=False) == plain
    assert ticket_job(picture, MARK, resync=True, level="L1", cutter=False) == AFRESH + TEAR + plain


def test_several_pictures_on_one_strip() -> None:
    narrow, wide = Image.new("1", (384, 30), 0), Image.new("1", (576, 10), 0)
    job = strip_job((narrow, wide), MARK, level="L0")
    assert job == b"\x1b@" + by_hand(narrow) + by_hand(wide) + CUT


def test_a_usual_ticket_is_at_most_45_kb() -> None:
    assert len(ticket_job(draw(SLIP), MARK)) <= 45_000


def test_no_band_is_higher_than_24_rows() -> None:
    job = ticket_job(draw(SLIP), MARK)
    at, rows = 5, []
    while job[at : at + 3] == b"\x1dv0":
        wide, high = int.from_bytes(job[at + 4 : at + 6], "little"), int.from_bytes(job[at + 6 : at + 8], "little")
        rows.append(high)
        at += 8 + wide * high
    assert sum(rows) == draw(SLIP).height
    assert max(rows) == BAND
    assert job[at:] == CUT + b"\x1d(H\x06\x00\x30\x30" + MARK


def test_resync_comes_first_and_fills_a_whole_band() -> None:
    job = ticket_job(draw(SLIP), MARK, resync=True)
    assert job == RESYNC + ticket_job(draw(SLIP), MARK)
    assert RESYNC.startswith(bytes(BAND * 576 // 8))
    assert RESYNC.endswith(b"\x1b@" + CUT)


@pytest.mark.parametrize("code", [b"\x10\x04\x01", b"\x10\x05\x02", b"\x10\x14\x08", b"\x10\x14\x07"])
@pytest.mark.parametrize("offset", [0, 71, 24 * 72 - 3, 24 * 72 - 1, 24 * 72 - 2])
def test_pixels_never_spell_a_real_time_command(code: bytes, offset: int) -> None:
    dots = bytearray(72 * 60)
    dots[offset : offset + 3] = code
    picture = Image.frombytes("1", (576, 60), bytes(byte ^ 0xFF for byte in dots))
    job = ticket_job(picture, MARK)
    assert lookalikes(job) == ()
    changed = sum(a != b for a, b in zip(quiet_picture(picture).tobytes(), picture.tobytes(), strict=True))
    assert changed <= 1


@given(
    st.lists(st.sampled_from([0x10, 0x04, 0x05, 0x14, 0x01, 0x02, 0x03, 0x07, 0x08, 0x00, 0xFF]), max_size=60).map(
        bytes
    )
)
def test_calm_adds_dots_only_and_only_where_needed(dots: bytes) -> None:
    quiet = calm(dots)
    assert lookalikes(quiet) == ()
    assert all(after | before == after for before, after in zip(dots, quiet, strict=True))
    if not re.search(rb"\x10\x04[\x01-\x04]|\x10\x05[\x01\x02]|\x10\x14[\x01-\x03\x07\x08]", dots):
        assert quiet == dots


def test_marks_are_printable_and_differ() -> None:
    marks = {mark_of(str(number)) for number in range(500)}
    assert len(marks) > 490
    assert all(len(mark) == 4 and mark.isalnum() for mark in marks)
    assert mark_of("7") == mark_of("7")


@pytest.mark.parametrize("mark", [b"ABC", b"ABCDE", b"AB\x10\x04"])
def test_a_bad_mark_is_refused(mark: bytes) -> None:
    with pytest.raises(ValueError, match="mark"):
        ticket_job(draw(SLIP), mark)


def test_a_picture_wider_than_the_head_is_refused() -> None:
    with pytest.raises(ValueError, match="576"):
        ticket_job(Image.new("1", (600, 10), 1), MARK)


@pytest.mark.parametrize("named", [False, True])
def test_loading_the_library_leaves_nothing_behind(tmp_path: Path, named: bool) -> None:
    """Nor does it use what lies in a folder that the environment names: there, what lies is run as code."""
    load = "from printers import escpos_home as home\nimport logging, os, sys, tempfile\nhome.dummy_class()\n"
    load += "print(logging.root.handlers, tempfile.tempdir, os.environ.get(home.PLACE))"
    temporary, cache = tmp_path / "tmp", tmp_path / "cache"
    temporary.mkdir()
    cache.mkdir()
    (cache / f"{platform.python_version()}.capabilities.pickle").write_bytes(b"torn")
    os.utime(cache / f"{platform.python_version()}.capabilities.pickle", (2**32, 2**32))
    environment = {**os.environ, "TMPDIR": str(temporary)}
    environment.pop(escpos_home.PLACE, None)
    if named:
        environment[escpos_home.PLACE] = str(cache)
    done = subprocess.run([sys.executable, "-c", load], cwd=ROOT, env=environment, capture_output=True, check=False)
    said = f"[] None {cache if named else None}\n"
    assert (done.returncode, done.stdout.decode(), done.stderr) == (0, said, b"")
    assert list(temporary.iterdir()) == []
    assert [path.read_bytes() for path in cache.iterdir()] == [b"torn"]
