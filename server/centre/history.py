"""Earlier versions of the centre file: the last ones are kept, each named by when and by whom it was replaced.

Files appear whole or not at all, also when the power goes in the middle: written beside, flushed, renamed. Writing and
flushing may take long on a slow disk, so it is done before anybody has to wait for it; see `Swap`.
"""

import hashlib
import os
import re
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

KEPT = 50
NAME = re.compile(r"(\d{8}T\d{9}Z)-([A-Za-z0-9_.-]{1,60})\.json")
PRIVATE = 0o600
MARK = "written"
LEFT = 3600  # s after which a file that was never put in its place belongs to somebody who did not come to the end


@dataclass(frozen=True, slots=True)
class Version:
    """A version that was in force until `until` (ms since 1970), when `by` replaced it."""

    name: str
    until: int
    by: str


@dataclass(slots=True)
class Swap:
    """A change that lies ready on the disk: `put` renames and does nothing else."""

    data: Path
    file: Path
    by: str
    before: Path
    after: Path
    mark: Path
    done: bool = field(default=False)

    def put(self, now: int) -> str:
        """Keep the version of before and put the new one in its place; the name of the one that is kept."""
        place = folder(self.data)
        newest = max((version.until for version in versions(self.data)), default=0)
        name = f"{_stamp(max(now, newest + 1))}-{_who(self.by)}.json"  # a clock that stands still keeps the order
        os.replace(self.before, place / name)
        os.replace(self.mark, place / MARK)  # first: whoever sees the new file finds that it was made here
        os.replace(self.after, self.file)
        self.done = True
        return name


def folder(data: Path) -> Path:
    """Where the versions lie."""
    return data / "centre-history"


@contextmanager
def ready(data: Path, file: Path, before: bytes, after: bytes, by: str) -> Iterator[Swap]:
    """Everything of a change that takes time, before and after it is `put`; one that is not put leaves nothing."""
    place = folder(data)
    place.mkdir(mode=0o700, exist_ok=True)
    mode = stat.S_IMODE(file.stat().st_mode) if file.exists() else PRIVATE
    parts: list[Path] = []
    try:
        mark = digest(after).encode()
        for path, raw, its in (
            (place / "version", before, PRIVATE),
            (file, after, mode),
            (place / MARK, mark, PRIVATE),
        ):
            parts.append(_written(path, raw, its))
        swap = Swap(data, file, by, parts[0], parts[1], parts[2])
        yield swap
    finally:
        for part in parts:
            part.unlink(missing_ok=True)
    if swap.done:
        for where in (place, file.parent):
            _settle(where)
        for old in versions(data)[KEPT:]:
            (place / old.name).unlink(missing_ok=True)


def note(data: Path, raw: bytes) -> None:
    """Remember that these bytes were taken into force here: other processes may follow them (`is_ours`)."""
    place = folder(data)
    place.mkdir(mode=0o700, exist_ok=True)
    os.replace(_written(place / MARK, digest(raw).encode(), PRIVATE), place / MARK)


def is_ours(data: Path, raw: bytes) -> bool:
    """Whether these bytes were put in their place here; a file that somebody has edited by hand was not."""
    try:
        return (folder(data) / MARK).read_text(encoding="ascii") == digest(raw)
    except (OSError, UnicodeDecodeError):
        return False


def digest(raw: bytes) -> str:
    """The SHA-256 of a file, in hex."""
    return hashlib.sha256(raw).hexdigest()


def versions(data: Path) -> list[Version]:
    """All versions that are kept, newest first."""
    place = folder(data)
    found = [NAME.fullmatch(path.name) for path in place.iterdir()] if place.is_dir() else []
    known = [Version(match[0], _moment(match[1]), match[2]) for match in found if match]
    return sorted(known, key=lambda version: version.until, reverse=True)


def read(data: Path, name: str) -> bytes:
    """The bytes of a version; KeyError when there is none of this name."""
    if not NAME.fullmatch(name):
        raise KeyError(name)
    try:
        return (folder(data) / name).read_bytes()
    except FileNotFoundError:
        raise KeyError(name) from None


def _written(path: Path, raw: bytes, mode: int) -> Path:
    """These bytes beside the file whose place they may take, flushed."""
    handle, name = tempfile.mkstemp(".part", f".{path.name}.", path.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        _tidy(part, f".{path.name}.")
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return part


def _tidy(new: Path, begins: str) -> None:
    """Take away what others have left lying about; the disk's own times are compared, whatever the clock says."""
    now = new.stat().st_mtime
    for other in new.parent.glob(f"{begins}*.part"):
        with suppress(FileNotFoundError):
            if now - other.stat().st_mtime > LEFT:
                other.unlink()


def _settle(place: Path) -> None:
    """Renames in this folder outlast a power cut from now on."""
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _who(by: str) -> str:
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", by.rpartition(":")[2])[:60].strip(".-") or "nobody"


def _stamp(moment: int) -> str:
    seconds, ms = divmod(moment, 1000)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y%m%dT%H%M%S}{ms:03d}Z"


def _moment(stamp: str) -> int:
    seconds = datetime.strptime(stamp[:15], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    return int(seconds.timestamp()) * 1000 + int(stamp[15:18])
