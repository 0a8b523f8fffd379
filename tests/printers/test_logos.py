import hashlib
import io
import logging
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from printers.link import LARGEST_LOGO
from printers.logos import AGAIN_AFTER, Logos, checked
from printers.web import LinkError
from tests.printers.fakes import Clock


def png(width: int = 200, height: int = 80) -> bytes:
    file = io.BytesIO()
    Image.effect_noise((width, height), 90).convert("1").save(file, format="PNG")
    return file.getvalue()


def name(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


class Server:
    def __init__(self, *files: bytes) -> None:
        self.files = {name(data): data for data in files}
        self.asked: list[str] = []

    def fetch(self, sha: str) -> bytes:
        self.asked.append(sha)
        if sha not in self.files:
            raise LinkError("404", 404)
        return self.files[sha]


def test_a_logo_is_fetched_once_and_kept_on_disk(tmp_path: Path) -> None:
    data = png()
    server = Server(data)
    logos = Logos(tmp_path / "logos", server.fetch)
    first = logos.find(name(data))
    assert first is not None
    assert first.mode == "1"
    assert first.tobytes() == Image.open(io.BytesIO(data)).tobytes()
    assert logos.find(name(data)) is first
    again = Logos(tmp_path / "logos", server.fetch).find(name(data))
    assert again is not None
    assert again.tobytes() == first.tobytes()
    assert server.asked == [name(data)]


def test_a_damaged_file_on_disk_is_fetched_again(tmp_path: Path) -> None:
    data = png()
    (tmp_path / f"{name(data)}.png").write_bytes(data[:-9])
    server = Server(data)
    assert Logos(tmp_path, server.fetch).find(name(data)) is not None
    assert (tmp_path / f"{name(data)}.png").read_bytes() == data


def test_a_missing_logo_stops_nothing_and_is_asked_for_again_later(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    data, clock = png(), Clock()
    server = Server()
    logos = Logos(tmp_path, server.fetch, clock)
    assert logos.find(name(data)) is None
    assert logos.find(name(data)) is None
    assert len(server.asked) == len(caplog.records) == 1
    server.files[name(data)] = data
    clock.now += AGAIN_AFTER
    assert logos.find(name(data)) is not None


def test_no_logo_asks_nobody(tmp_path: Path) -> None:
    server = Server()
    assert Logos(tmp_path, server.fetch).find(None) is None
    assert server.asked == []


@pytest.mark.parametrize("sha", ["", "../../etc/passwd", "F" * 64, "0" * 63])
def test_a_name_that_is_no_sha_is_not_asked_for(tmp_path: Path, sha: str) -> None:
    server = Server()
    assert Logos(tmp_path, server.fetch).find(sha) is None
    assert server.asked == []


def test_a_folder_that_cannot_be_written_does_not_matter(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    data = png()
    assert Logos(tmp_path / "file", Server(data).fetch).find(name(data)) is not None


def bomb() -> bytes:
    """A PNG whose head promises 60,000 x 60,000 dots."""
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 1, 0, 0, 0, 0)

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"GIF89a" + bytes(100), "not a PNG"),
        (b"", "not a PNG"),
        (png()[:-40], "not a PNG"),
        (png(600, 10), "600 x 10"),
        (png(10, 500), "10 x 500"),
        (bytes(LARGEST_LOGO + 1), "more than"),
        (bomb(), "dots|PNG"),
    ],
)
def test_what_is_not_a_logo(data: bytes, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        checked(data, name(data))


def test_another_file_than_the_one_asked_for() -> None:
    with pytest.raises(ValueError, match="not the file"):
        checked(png(), "0" * 64)
