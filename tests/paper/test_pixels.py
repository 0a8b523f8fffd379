"""Picture -> bytes for the printer -> somebody else's decoder -> the same picture."""

import json
import random
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from printers.escpos_job import mark_of, ticket_job
from printers.paper import draw
from tests.paper.node import run_script
from tests.paper.tickets import random_slips

WIDTHS = (384, 512, 576)
TICKETS, NOISES = 5, 8
MOST_NUDGES = 2
"""Dots a picture may gain so that its pixels spell no real-time command; it nearly always needs none."""


def pictures(width: int) -> dict[str, Image.Image]:
    """Random tickets and random dots, many rows and few, and the extremes."""
    chance = random.Random(width)
    found = {f"ticket-{at}": draw(slip, width) for at, slip in enumerate(random_slips(TICKETS, width))}
    for at in range(NOISES):
        rows = chance.choice((1, 2, 23, 24, 25, 48, chance.randint(49, 400)))
        found[f"noise-{at}"] = Image.frombytes("1", (width, rows), chance.randbytes(width // 8 * rows))
    found["black"] = Image.new("1", (width, 50), 0)
    found["one-dot"] = Image.new("1", (width, 30), 1)
    found["one-dot"].putpixel((width - 1, 29), 0)
    return found


def black(picture: Image.Image) -> "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]":
    return np.asarray(picture.convert("L")) < 128


@pytest.mark.parametrize("width", WIDTHS)
def test_another_decoder_sees_the_same_dots(width: int, tmp_path: Path) -> None:
    sent = pictures(width)
    for name, picture in sent.items():
        (tmp_path / f"{name}.bin").write_bytes(ticket_job(picture, mark_of(name)))
    said = json.loads(run_script("decode.js", str(tmp_path)))
    assert sorted(said) == sorted(sent)
    for name, picture in sent.items():
        with Image.open(tmp_path / f"{name}.png") as seen:
            assert seen.size == picture.size, name
            got, meant = black(seen), black(picture)
        assert not (meant & ~got).any(), f"{name}: dots are missing"
        extra = int((got & ~meant).sum())
        assert extra <= MOST_NUDGES, name


@pytest.mark.parametrize("width", WIDTHS)
def test_a_job_is_bands_one_cut_and_the_mark(width: int, tmp_path: Path) -> None:
    picture = draw(random_slips(1, width)[0], width)
    (tmp_path / "job.bin").write_bytes(ticket_job(picture, b"ABCD"))
    commands = json.loads(run_script("decode.js", str(tmp_path)))["job"]
    names = [name for name, _ in commands]
    bands = [rows for name, rows in commands if name == "GS v0"]
    assert names[0] == "ESC @"
    assert names[-2:] == ["GS V", "GS (H"]
    assert names.count("GS V") == names.count("GS (H") == 1
    assert sum(bands) == picture.height
    assert max(bands) <= 24


def test_the_decoder_is_strict_and_the_comparison_sees_one_dot(tmp_path: Path) -> None:
    picture = draw(random_slips(1, 1)[0])
    job = bytearray(ticket_job(picture, b"ABCD"))
    job[job.index(b"\x1dv0") + 8 + 72 * 12 + 36] ^= 0x10
    (tmp_path / "job.bin").write_bytes(job)
    run_script("decode.js", str(tmp_path))
    with Image.open(tmp_path / "job.png") as seen:
        assert (black(seen) != black(picture)).sum() == 1
    (tmp_path / "job.bin").write_bytes(b"\x1d\x07" + bytes(job))
    with pytest.raises(AssertionError):
        run_script("decode.js", str(tmp_path))
