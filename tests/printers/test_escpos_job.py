import logging
import os
import re
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from printers import escpos_home
from printers.escpos_job import ASB_ON, BAND, CUT, RESYNC, mark_of, quiet_picture, ticket_job
from printers.lookalike import calm, lookalikes
from printers.paper import draw
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


@pytest.mark.parametrize("code", [b"\x10\x04\x01", b"\x10\x05\x02", b"\x10\x14\x08"])
@pytest.mark.parametrize("offset", [0, 71, 24 * 72 - 3, 24 * 72 - 1, 24 * 72 - 2])
def test_pixels_never_spell_a_real_time_command(code: bytes, offset: int) -> None:
    dots = bytearray(72 * 60)
    dots[offset : offset + 3] = code
    picture = Image.frombytes("1", (576, 60), bytes(byte ^ 0xFF for byte in dots))
    job = ticket_job(picture, MARK)
    assert lookalikes(job) == ()
    changed = sum(a != b for a, b in zip(quiet_picture(picture).tobytes(), picture.tobytes(), strict=True))
    assert changed <= 1


@given(st.lists(st.sampled_from([0x10, 0x04, 0x05, 0x14, 0x01, 0x02, 0x08, 0x00, 0xFF]), max_size=60).map(bytes))
def test_calm_adds_dots_only_and_only_where_needed(dots: bytes) -> None:
    quiet = calm(dots)
    assert lookalikes(quiet) == ()
    assert all(after | before == after for before, after in zip(dots, quiet, strict=True))
    if not re.search(rb"\x10\x04[\x01-\x04]|\x10\x05[\x01\x02]|\x10\x14[\x01\x02\x08]", dots):
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


def test_a_cache_open_to_others_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(escpos_home.PLACE, "elsewhere")
    escpos_home.private_cache(tmp_path / "own")
    assert stat.S_IMODE((tmp_path / "own").stat().st_mode) == 0o700
    assert os.environ[escpos_home.PLACE] == str(tmp_path / "own")
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    with pytest.raises(PermissionError):
        escpos_home.private_cache(tmp_path / "open")


@pytest.mark.parametrize("cached", [False, True])
def test_loading_the_library_leaves_nothing_behind(tmp_path: Path, cached: bool) -> None:
    load = "from printers import escpos_home as home\nimport pathlib, sys\n"
    load += f"home.private_cache(pathlib.Path({str(tmp_path / 'cache')!r}))\n" if cached else ""
    load += "home.dummy_class()\n"
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    environment = {**os.environ, "TMPDIR": str(temporary)}
    environment.pop(escpos_home.PLACE, None)
    done = subprocess.run([sys.executable, "-c", load], cwd=ROOT, env=environment, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert list(temporary.iterdir()) == []
    assert [path.suffix for path in (tmp_path / "cache").glob("*")] == ([".pickle"] if cached else [])
    assert tempfile.tempdir != str(temporary)
    assert logging.getLogger("escpos").level == logging.NOTSET
