import os
import stat
import time
from pathlib import Path

import pytest

from printers.transports import FileTransport, HandOverUnclear, PrinterGone
from tests.printers.transports.deadlines import soon


def test_jobs_are_gathered_one_behind_the_other(tmp_path: Path) -> None:
    line = FileTransport(str(tmp_path / "jobs.bin"))
    for job in (b"first", b"second"):
        line.open(soon())
        assert line.send(job, soon()) == len(job)
        assert line.read(time.monotonic()) == b""
        assert line.pending() == 0
        line.close(soon())
    assert (tmp_path / "jobs.bin").read_bytes() == b"firstsecond"
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "jobs.bin").stat().st_mode) & 0o027 == 0


def test_a_folder_or_a_pipe_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(PrinterGone, match="cannot be written"):
        FileTransport(str(tmp_path)).open(soon())
    with pytest.raises(PrinterGone, match="cannot be written"):
        FileTransport(str(tmp_path / "nowhere" / "jobs.bin")).open(soon())
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    try:
        with pytest.raises(PrinterGone, match="ordinary file"):
            FileTransport(str(tmp_path / "pipe")).open(soon())
    finally:
        os.close(reader)


def test_a_full_disk_takes_a_whole_job_or_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "jobs.bin"
    line = FileTransport(str(path))
    line.send(b"first", soon())
    write = os.write

    def full(number: int, data: bytes) -> int:
        if len(data) < 6:
            raise OSError(28, "No space left on device")
        return write(number, data[:3])

    monkeypatch.setattr("printers.transports.file.os.write", full)
    with pytest.raises(PrinterGone, match="No space left") as caught:
        line.send(b"second", soon())
    assert not isinstance(caught.value, HandOverUnclear)
    assert path.read_bytes() == b"first"

    def stuck(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("printers.transports.file.os.ftruncate", stuck)
    with pytest.raises(HandOverUnclear):
        line.send(b"second", soon())
