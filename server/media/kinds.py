"""What a file really is, told by its first and last bytes: a name and a content type are only what somebody says. Pure.

Pictures and films for the board: PNG, JPEG, WebP, MP4 and WebM. Everything else, above all what a browser could run
(SVG, HTML), has no kind. Sources: PNG (W3C, third edition, 5.2 and 11.2), JPEG (ITU-T T.81, B.1.1), WebP container
(RFC 9649), ISO base media files (ISO/IEC 14496-12, 4.3) and WebM (RFC 8794, 8.1).
"""

import struct
from dataclasses import dataclass
from typing import BinaryIO

HEAD = 64 * 1024
"""Bytes at the beginning that are looked at: a camera writes up to 64 kB before the size of its picture."""
TAIL = 64 * 1024
MOST_BOXES = 64  # top level boxes of an MP4 that are looked at
PLAYED = frozenset(
    {b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"MSNV", b"dash"}
)
"""Brands of MP4 that browsers play; `qt  ` (QuickTime), `heic` and `avif` are not among them."""
_SOF = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # JPEG markers that name the picture's size
_BARE = frozenset({0x01, *range(0xD0, 0xD9)})  # JPEG markers without a length


@dataclass(frozen=True, slots=True)
class Kind:
    """An `image` or a `video`; its suffix and content type; the size of an image in pixels."""

    kind: str
    suffix: str
    mime: str
    width: int = 0
    height: int = 0


MIMES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
    "mp4": "video/mp4",
    "webm": "video/webm",
}


def kind_of(file: BinaryIO, size: int) -> Kind | None:
    """What this file of `size` bytes is; None for everything that is not shown, or not whole."""
    file.seek(0)
    head = file.read(HEAD)
    file.seek(max(0, size - TAIL))
    tail = file.read(TAIL)
    for look in (_png, _jpeg, _webp, _webm):
        found = look(head, tail, size)
        if found:
            return found
    return _mp4(file, size)


def _image(suffix: str, width: int, height: int) -> Kind | None:
    return Kind("image", suffix, MIMES[suffix], width, height) if width and height else None


def _png(head: bytes, tail: bytes, size: int) -> Kind | None:
    if not head.startswith(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR") or len(head) < 33 or b"IEND\xaeB`\x82" not in tail:
        return None
    return _image("png", *struct.unpack(">II", head[16:24]))


def _jpeg(head: bytes, tail: bytes, size: int) -> Kind | None:
    if not head.startswith(b"\xff\xd8\xff") or b"\xff\xd9" not in tail:
        return None
    at = 2
    while at + 9 <= len(head) and head[at] == 0xFF:
        marker = head[at + 1]
        if marker in _SOF:
            height, width = struct.unpack(">HH", head[at + 5 : at + 9])
            return _image("jpg", width, height)
        at += 1 if marker == 0xFF else 2 if marker in _BARE else 2 + int.from_bytes(head[at + 2 : at + 4])
    return None


def _webp(head: bytes, tail: bytes, size: int) -> Kind | None:
    if head[:4] != b"RIFF" or head[8:12] != b"WEBP" or len(head) < 30:
        return None
    if int.from_bytes(head[4:8], "little") + 8 > size:  # cut off
        return None
    form = head[12:16]
    if form == b"VP8X":
        return _image("webp", 1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little"))
    if form == b"VP8L" and head[20] == 0x2F:
        bits = int.from_bytes(head[21:25], "little")
        return _image("webp", 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
    if form == b"VP8 " and head[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack("<HH", head[26:30])
        return _image("webp", width & 0x3FFF, height & 0x3FFF)
    return None


def _webm(head: bytes, tail: bytes, size: int) -> Kind | None:
    # 0x4282 is the element DocType; Matroska, which browsers do not play, says "matroska" here.
    if not head.startswith(b"\x1a\x45\xdf\xa3") or b"\x42\x82\x84webm" not in head[:128]:
        return None
    return Kind("video", "webm", MIMES["webm"])


def _mp4(file: BinaryIO, size: int) -> Kind | None:
    """An MP4 with a brand that is played, and with the table of what it holds (`moov`): a cut download has none."""
    at, boxes = 0, set()
    for _ in range(MOST_BOXES):
        file.seek(at)
        head = file.read(16)
        if len(head) < 8:
            break
        length, name = struct.unpack(">I4s", head[:8])
        if at == 0 and (name != b"ftyp" or head[8:12] not in PLAYED):
            return None
        length = int.from_bytes(head[8:16]) if length == 1 else length or size - at
        if length < 8 or at + length > size:
            return None
        boxes.add(name)
        at += length
    return Kind("video", "mp4", MIMES["mp4"]) if {b"moov", b"ftyp"} <= boxes and at == size else None
