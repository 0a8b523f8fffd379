"""What a file is, told by its bytes: real files of every kind, and everything that pretends to be one."""

import io
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from server.media.kinds import Kind, kind_of


def image(form: str, size: tuple[int, int] = (40, 30), **how: object) -> bytes:
    made = io.BytesIO()
    Image.new("RGBA" if form == "PNG" else "RGB", size, "teal").save(made, form, **how)
    return made.getvalue()


def box(name: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I4s", 8 + len(body), name) + body


FTYP = box(b"ftyp", b"isom\0\0\2\0isomiso2avc1mp41")
MP4 = FTYP + box(b"moov", box(b"mvhd", bytes(100))) + box(b"mdat", b"\0" * 64)
LARGE = FTYP + box(b"moov") + struct.pack(">I4sQ", 1, b"mdat", 16 + 9) + b"\0" * 9
LAST = FTYP + box(b"moov") + struct.pack(">I4s", 0, b"mdat") + b"\0" * 9  # to the end of the file
WEBM = b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webmB\x87\x81\x04" + bytes(40)
PNG, JPEG, WEBP = image("PNG"), image("JPEG"), image("WEBP")
EXIF = image("JPEG", exif=b"Exif\0\0" + b"\xff\xc0" * 9000)


def kind(data: bytes) -> Kind | None:
    return kind_of(io.BytesIO(data), len(data))


@pytest.mark.parametrize(
    ("data", "suffix"),
    [(PNG, "png"), (JPEG, "jpg"), (EXIF, "jpg"), (WEBP, "webp"), (image("WEBP", lossless=True), "webp"),
     (image("JPEG", progressive=True), "jpg"), (JPEG + b"\0" * 400, "jpg")],
)  # fmt: skip
def test_images_are_known_with_their_size(data: bytes, suffix: str) -> None:
    found = kind(data)
    assert found is not None
    assert (found.kind, found.suffix, found.width, found.height) == ("image", suffix, 40, 30)


def test_a_large_webp_with_a_profile_tells_its_size() -> None:
    made = io.BytesIO()
    Image.new("RGBA", (700, 20), (0, 0, 0, 0)).save(made, "WEBP", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0")
    found = kind(made.getvalue())
    assert found is not None
    assert made.getvalue()[12:16] == b"VP8X"
    assert (found.width, found.height) == (700, 20)


@pytest.mark.parametrize(("data", "suffix"), [(MP4, "mp4"), (LARGE, "mp4"), (LAST, "mp4"), (WEBM, "webm")])
def test_films_are_known(data: bytes, suffix: str) -> None:
    found = kind(data)
    assert found is not None
    assert (found.kind, found.suffix) == ("video", suffix)


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\0", SVG, HTML, b"GIF89a" + bytes(99), b"BM" + bytes(99), b"%PDF-1.7\n",
        b"\x89PNG\r\n\x1a\n" + HTML, PNG[:-20], PNG[:24], b"\xff\xd8\xff" + HTML,
        b"\xff\xd8\xff\xe0" + HTML + b"\xff\xd9",
        JPEG[:-2], WEBP[:-9], b"RIFF\x10\0\0\0WAVEfmt " + bytes(40), b"RIFF\x04\0\0\0WEBPVP8 " + bytes(3),
        MP4[:-1], FTYP, FTYP + box(b"mdat", b"\0" * 9), box(b"ftyp", b"qt  \0\0\0\0") + box(b"moov"),
        box(b"ftyp", b"heic\0\0\0\0") + box(b"moov"), box(b"moov") + FTYP, FTYP + b"\0\0\0\0",
        FTYP + box(b"moov") + struct.pack(">I4s", 7, b"free"), WEBM.replace(b"webm", b"webx"),
        WEBM.replace(b"\x84webm", b"\x88matroska"), PNG.replace(struct.pack(">II", 40, 30), struct.pack(">II", 0, 30)),
    ],
)  # fmt: skip
def test_everything_else_is_nothing(data: bytes) -> None:
    assert kind(data) is None


@given(st.binary(max_size=300), st.sampled_from([b"", PNG[:33], JPEG[:20], WEBP[:16], FTYP, WEBM[:8]]))
def test_no_bytes_make_it_stumble(noise: bytes, head: bytes) -> None:
    kind(head + noise)


def test_a_picture_of_enormous_sides_is_told_without_being_opened() -> None:
    """A few bytes that would fill the memory of whoever draws them."""
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 6, 0, 0, 0)
    chunk = struct.pack(">I4s", 13, b"IHDR") + head + struct.pack(">I", zlib.crc32(b"IHDR" + head))
    bomb = b"\x89PNG\r\n\x1a\n" + chunk + struct.pack(">I4sI", 0, b"IEND", 0xAE426082)
    found = kind(bomb)
    assert found is not None
    assert found.width == 60_000
