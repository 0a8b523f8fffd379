"""The server's end of the line to the speech worker: keeps one child process alive and passes lines both ways.

The server may run on native threads, eventlet or gevent, and nothing here blocks natively: the line is a socket pair,
the child's standard input and output, because sockets are the one kind of file that all three wait for properly.
"""

import logging
import os
import queue
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from display.speech.ends import PATIENCE, end, hang_up, send_all

Start = Callable[[int], "subprocess.Popen[bytes]"]
"""Starts a worker whose standard input and output are the given file descriptor."""

FIRST_PAUSE = 0.1
LONGEST_PAUSE = 5.0
"""Seconds before a dead worker is started again; doubles from the first to the longest."""
TALKED_PAUSE = 0.5
"""At most this for a worker that had said something before it died: it is wanted, and can do its work."""
STEADY = 10.0
"""A worker that lived this many seconds counts as healthy: the pause begins anew."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Care:
    """How a worker that hangs is found, in seconds: it is asked every `beat` and must say something within `silence`.

    `start` is what a new one may take before its first word, on a machine that is busy booting.
    """

    beat: float = 5.0
    silence: float = 15.0
    start: float = 60.0


USUAL = Care()


class Link:
    """One child process, always restarted. `heard` gets each whole line, `began` is told of each new child.

    `beat` sends whatever makes a child answer, and tells whether it has hung for a reason of its own.
    """

    def __init__(
        self,
        start: Start,
        heard: Callable[[bytes], None],
        began: Callable[[], None],
        beat: Callable[[], bool],
        care: Care = USUAL,
    ) -> None:
        self._start = start
        self._heard = heard
        self._began = began
        self._beat = beat
        self._care = care
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._outbox: queue.Queue[bytes | None] | None = None
        self._channel: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._talked = False
        self._keeper = threading.Thread(target=self._keep, name="speech-keeper", daemon=True)

    def open(self) -> None:
        """Starts the first child, without waiting for it. Once only."""
        self._keeper.start()

    @property
    def pid(self) -> int | None:
        """The child's process id while there is one."""
        process = self._process
        return process.pid if process else None

    def send(self, line: bytes) -> bool:
        """Hands a line (with its line feed) to the child without waiting. False if there is no child just now."""
        outbox = self._outbox
        if outbox is None:
            return False
        outbox.put(line)
        return True

    def close(self) -> None:
        """Ends the child for good; returns when it is gone."""
        self._closing.set()
        with self._lock:
            if self._channel is not None:
                hang_up(self._channel)
        if self._keeper.is_alive():
            self._keeper.join(3 * PATIENCE)

    def _keep(self) -> None:
        pause = FIRST_PAUSE
        while not self._closing.is_set():
            began, self._talked = time.monotonic(), False
            try:
                self._live_once()
            except OSError as error:
                log.warning("the speech worker cannot be started: %s", error)
            except Exception:  # whatever it said, the next one may be better
                log.exception("the speech worker could not be understood")
            if self._closing.is_set():
                return
            if time.monotonic() - began > STEADY:
                pause = FIRST_PAUSE
            elif self._talked:
                pause = min(pause, TALKED_PAUSE)
            log.warning("the speech worker ended; starting another in %.1f s", pause)
            self._closing.wait(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    def _live_once(self) -> None:
        """One child's whole life."""
        ours, theirs = socket.socketpair()
        try:
            # eventlet and gevent make both ends non-blocking, and the child would inherit that.
            os.set_blocking(theirs.fileno(), True)
            process = self._start(theirs.fileno())
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        ours.settimeout(self._care.beat)
        outbox: queue.Queue[bytes | None] = queue.Queue()
        threading.Thread(target=send_all, args=(ours, outbox), name="speech-writer", daemon=True).start()
        with self._lock:
            self._process, self._channel, self._outbox = process, ours, outbox
            if self._closing.is_set():
                hang_up(ours)
        try:
            self._began()
            self._listen(ours)
        finally:
            with self._lock:
                self._process = self._channel = self._outbox = None
            outbox.put(None)
            hang_up(ours)
            end(process)
            ours.close()

    def _listen(self, channel: socket.socket) -> None:
        """Passes lines on until the child has died or hangs."""
        rest = b""
        now = time.monotonic()
        next_beat, silent_at = now + self._care.beat, now + self._care.start
        while True:
            try:
                data = channel.recv(65_536)
            except TimeoutError:
                data = None
            except OSError:
                return  # the child died with lines unread, or `close` hung up while we waited
            now = time.monotonic()
            if data:
                silent_at, self._talked = now + self._care.silence, True
                *lines, rest = (rest + data).split(b"\n")
                for line in lines:
                    self._heard(line)
            elif data == b"":
                return
            if now >= next_beat:
                next_beat = now + self._care.beat
                if self._beat() or now >= silent_at:
                    log.error("the speech worker hangs: it is replaced")
                    return
