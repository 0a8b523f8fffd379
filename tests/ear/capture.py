"""A sound card of our own and what it plays: a private PulseAudio with a null sink, captured with `parec`.

A page cannot prove that it was heard: without any device, or muted by the browser, it sees the same as with a
loudspeaker. What comes out of the sound server is the last thing that a machine can hear.
"""

import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from tests.waiting import eventually

RATE = 48_000
CHUNK = RATE // 100 * 2  # bytes of 10 ms

Samples = NDArray[np.float32]

# Nothing of the machine's own set-up is read, nothing of it is touched, and nobody else may speak on it.
SCRIPT = """
load-module module-null-sink sink_name=hall rate={rate} channels=1
load-module module-native-protocol-unix socket={socket} auth-anonymous=1 auth-cookie-enabled=0
set-default-sink hall
"""


@dataclass(frozen=True, slots=True)
class SoundServer:
    """A running sound server; `environment` leads its clients to it."""

    environment: dict[str, str]
    pid: int


def _environment(folder: Path) -> dict[str, str]:
    return {
        "PULSE_SERVER": f"unix:{folder}/native",
        "PULSE_RUNTIME_PATH": str(folder),
        "PULSE_STATE_PATH": str(folder),
        "XDG_CONFIG_HOME": str(folder),
    }


@contextmanager
def sound_server() -> Iterator[SoundServer]:
    """A PulseAudio daemon with the one sink `hall` that plays into nothing; ended with the block."""
    with TemporaryDirectory(prefix="moiso-ear-") as name:  # short: a socket's path has at most 107 characters
        folder = Path(name)
        script = folder / "script.pa"
        script.write_text(SCRIPT.format(rate=RATE, socket=folder / "native"), encoding="utf-8")
        environment = _environment(folder)
        own = os.environ | environment | {"HOME": name}
        del own["PULSE_SERVER"]  # the daemon itself must not look for another one
        words = [
            *("pulseaudio", "-n", f"--file={script}", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=120"),
            *("--disable-shm=yes", "--realtime=no", "--high-priority=no", "--log-target=stderr", "--log-level=error"),
        ]
        with (folder / "log").open("wb") as log:
            daemon = subprocess.Popen(words, env=own, stderr=log, stdin=subprocess.DEVNULL)
        try:
            eventually(lambda: _answers(environment), "the sound server", 30)
            yield SoundServer(environment, daemon.pid)
        finally:
            _end(daemon)


def _answers(environment: dict[str, str]) -> bool:
    words = ["pactl", "get-default-sink"]
    asked = subprocess.run(words, env=os.environ | environment, capture_output=True, text=True, check=False)
    return asked.stdout.strip() == "hall"


def _end(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(10)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


@dataclass(slots=True)
class Capture:
    """What the sink has played since the beginning, and when each piece of it came (`time.monotonic`)."""

    _child: subprocess.Popen[bytes]
    _data: bytearray = field(default_factory=bytearray)
    _marks: list[tuple[int, float]] = field(default_factory=list)  # (samples so far, when)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def listen(self) -> None:
        """Take in what comes until the recorder ends."""
        pipe = self._child.stdout
        assert pipe is not None
        while piece := os.read(pipe.fileno(), CHUNK):
            with self._lock:
                self._data += piece
                self._marks.append((len(self._data) // 2, time.monotonic()))

    def samples(self, begin: int = 0, end: int | None = None) -> Samples:
        """What was captured from one sample to another, −1 to 1, `RATE` a second."""
        with self._lock:
            data = bytes(self._data[2 * begin : len(self._data) // 2 * 2 if end is None else 2 * end])
        return np.asarray(np.frombuffer(data, dtype="<i2") / np.float32(32768), np.float32)

    @property
    def seconds(self) -> float:
        """How much there is."""
        return len(self._data) / 2 / RATE

    def heard_at(self, sample: int) -> float:
        """When a sample had come out of the sound server, on `time.monotonic`; never too early."""
        with self._lock:
            return next(when for count, when in self._marks if count > sample)


@contextmanager
def capture(server: SoundServer) -> Iterator[Capture]:
    """Records the sink; the first samples are there when the block begins."""
    words = ["parec", "--device=hall.monitor", "--format=s16le", f"--rate={RATE}", "--channels=1", "--latency-msec=10"]
    child = subprocess.Popen(words, env=os.environ | server.environment, stdout=subprocess.PIPE)
    recording = Capture(child)
    thread = threading.Thread(target=recording.listen, daemon=True)
    thread.start()
    try:
        eventually(lambda: recording.seconds > 0.1, "the first captured samples", 30)
        yield recording
    finally:
        _end(child)
        thread.join(10)
        assert child.stdout is not None
        child.stdout.close()


def there() -> bool:
    """Whether the machine has what a capture needs."""
    return all(shutil.which(name) for name in ("pulseaudio", "pactl", "parec"))
