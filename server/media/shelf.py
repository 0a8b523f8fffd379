"""Pictures and films that the board shows while nobody is called: a folder of files and the list of their order.

A file lies in `<data>/media` under the hash of what it holds, so its name says nothing, cannot be a path, and its
address never changes what it shows. `playlist.json` beside them says in which order, for how long, and which are on;
it is replaced whole or not at all.
"""

import hashlib
import json
import os
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, cast

from config.settings import Settings
from server.media.kinds import kind_of
from tools.lock import alone

LIST = "playlist.json"
MOST = 60
"""Entries of the list."""
LARGEST = {"image": 12_000_000, "video": 300_000_000}
"""Bytes of one file."""
LARGEST_FILE = max(LARGEST.values())
FULL = 3_000_000_000
"""Bytes of all files together."""
WIDEST = 8192
"""Pixels of an image's longer side: a small file may hold a picture that fills the board's memory."""
SECONDS = range(3, 601)
"""How long an image may be shown."""
LONGEST_NAME = 80
FORGOTTEN = 3600
"""Seconds after which an upload of which no byte has come is given up."""
CHUNK = 256 * 1024


class Unfit(Exception):
    """A file that is not taken; `code` names the sentence that says why (`media.unfit_<code>`)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Entry:
    """One file: its stored name, what people called it, its kind, bytes; `seconds` (None: the centre's usual time)."""

    file: str
    name: str
    kind: str
    size: int
    seconds: int | None = None
    on: bool = True


def folder_of(settings: Settings) -> Path:
    """Where the files lie."""
    return settings.data / "media"


def playlist(settings: Settings, seconds: int = 15) -> list[dict[str, Any]]:
    """What the board plays, in order: `{url, kind, seconds}`; `seconds` is the usual time of an image.

    A film is shown to its end (`seconds` 0). Cheap: the list is read again only when it has been replaced.
    """
    return [
        {"url": f"/media/{one.file}", "kind": one.kind, "seconds": 0 if one.kind == "video" else one.seconds or seconds}
        for one in entries(folder_of(settings))
        if one.on
    ]


def entries(folder: Path) -> tuple[Entry, ...]:
    """The whole list, also what is off. A list that cannot be read is an empty one: the board goes on without."""
    try:
        seen = (folder / LIST).stat()
    except OSError:
        return ()
    return _read(folder / LIST, seen.st_mtime_ns, seen.st_ino)


@lru_cache(maxsize=4)
def _read(path: Path, changed: int, inode: int) -> tuple[Entry, ...]:
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))["entries"]
        return tuple(Entry(**row) for row in rows)
    except (OSError, ValueError, TypeError, KeyError):
        return ()


def change(folder: Path, edit: Callable[[tuple[Entry, ...]], Iterable[Entry]]) -> tuple[Entry, ...]:
    """Replace the list by what `edit` makes of it; files that are in it no more are deleted."""
    with _alone(folder):
        before = entries(folder)
        after = tuple(edit(before))
        if after != before:
            _write(folder, after)
        for gone in {one.file for one in before} - {one.file for one in after}:
            (folder / gone).unlink(missing_ok=True)
    return after


def add(folder: Path, name: str, stream: BinaryIO, aside: Callable[..., Any]) -> tuple[Entry, ...]:
    """Take in a file; the new list, with it at the end. The same file twice is one.

    `aside(function, *arguments)` runs what waits for the disk, so that nobody else has to wait with it.
    Raises Unfit: `kind`, `large`, `wide`, `many`, `full`, `empty`; OSError when the disk does not take it.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = folder / f".{os.urandom(8).hex()}.part"
    try:
        digest, size = _keep(part, stream)
        return cast(tuple[Entry, ...], aside(_enlist, folder, part, digest, size, name))
    finally:
        part.unlink(missing_ok=True)


def _keep(part: Path, stream: BinaryIO) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with part.open("xb") as file:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > LARGEST_FILE:
                raise Unfit("large")
            digest.update(chunk)
            file.write(chunk)
    if not size:
        raise Unfit("empty")
    return digest.hexdigest()[:32], size


def _enlist(folder: Path, part: Path, digest: str, size: int, name: str) -> tuple[Entry, ...]:
    _sweep(folder, part.stat().st_mtime - FORGOTTEN)
    entry = _look(part, digest, size, name)
    with part.open("r+b") as file:  # hundreds of megabytes on an old disk take seconds
        os.fsync(file.fileno())
    return change(folder, lambda known: _with(known, entry, part, folder))


def _look(part: Path, digest: str, size: int, name: str) -> Entry:
    with part.open("rb") as file:
        found = kind_of(file, size)
    if found is None:
        raise Unfit("kind")
    if size > LARGEST[found.kind]:
        raise Unfit("large")
    if max(found.width, found.height) > WIDEST:
        raise Unfit("wide")
    return Entry(f"{digest}.{found.suffix}", safe_name(name, found.suffix), found.kind, size)


def _with(known: tuple[Entry, ...], entry: Entry, part: Path, folder: Path) -> tuple[Entry, ...]:
    if any(one.file == entry.file for one in known):
        return known
    if len(known) >= MOST:
        raise Unfit("many")
    if sum(one.size for one in known) + entry.size > FULL:
        raise Unfit("full")
    os.replace(part, folder / entry.file)
    return (*known, entry)


def safe_name(name: str, suffix: str) -> str:
    """What people called the file, as it may be shown: one line, no path, not too long. It is never a file's name."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    shown = " ".join("".join(sign if sign.isprintable() else " " for sign in last).split())
    return shown[:LONGEST_NAME] or f"media.{suffix}"


def set_one(folder: Path, file: str, **changed: Any) -> tuple[Entry, ...]:
    """Change `on` or `seconds` of one entry. Raises KeyError when it is not there."""

    def edit(known: tuple[Entry, ...]) -> list[Entry]:
        if file not in {one.file for one in known}:
            raise KeyError(file)
        return [replace(one, **changed) if one.file == file else one for one in known]

    return change(folder, edit)


def remove(folder: Path, file: str) -> tuple[Entry, ...]:
    """Take one out of the list and delete it; one that is not there is gone already."""
    return change(folder, lambda known: [one for one in known if one.file != file])


def put_in_order(folder: Path, files: list[str]) -> tuple[Entry, ...]:
    """The list in this order; entries that are not named (another has just added them) stay behind the others."""
    place = {file: number for number, file in enumerate(files)}
    return change(folder, lambda known: sorted(known, key=lambda one: place.get(one.file, len(place))))


def _sweep(folder: Path, before: float) -> None:
    """Delete what uploads have left that ended with the server: nobody lists it, and it would stay for ever."""
    for left in folder.glob(".*.part"):
        with suppress(FileNotFoundError):  # its own upload has just ended
            if left.stat().st_mtime < before:
                left.unlink()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One change at a time, also beside another process."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = folder / ".lock"
    lock.touch(mode=0o600)
    with alone(lock):
        yield


def _write(folder: Path, known: tuple[Entry, ...]) -> None:
    part = folder / ".playlist.new"
    with part.open("w", encoding="utf-8") as file:
        json.dump({"entries": [asdict(one) for one in known]}, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, folder / LIST)
