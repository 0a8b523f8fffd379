"""The server's end of the line to the speech worker: keeps one child process alive and passes lines both ways.

The server may run on native threads, eventlet or gevent. So nothing here blocks natively: the line is a socket pair
handed to the child as its standard input and output, because sockets are the one kind of file that all three wait
for properly. Only threading, queue, socket, subprocess and time are used.
"""

import logging
import os
import queue
import socket
import subprocess
import threading
import time
from collections.abc import Callable

Start = Callable[[int], "subprocess.Popen[bytes]"]
"""Starts a worker whose standard input and output are the given file descriptor."""

FIRST_PAUSE = 0.1
LONGEST_PAUSE = 5.0
"""Seconds before a dead worker is started again; doubles from the first to the longest."""
STEADY = 10.0
"""A worker that lived this many seconds counts as healthy: the pause begins anew."""
_PATIENCE = 2.0

log = logging.getLogger(__name__)


class Link:
    """One child process, always restarted. `heard` gets each whole line, `began` is told of each new child."""

    def __init__(self, start: Start, heard: Callable[[bytes], None], began: Callable[[], None]) -> None:
        self._start = start
        self._heard = heard
        self._began = began
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._outbox: queue.Queue[bytes | None] | None = None
        self._channel: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
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
                _hang_up(self._channel)
        if self._keeper.is_alive():
            self._keeper.join(3 * _PATIENCE)

    def _keep(self) -> None:
        pause = FIRST_PAUSE
        while not self._closing.is_set():
            began = time.monotonic()
            try:
                self._live_once()
            except OSError as error:
                log.warning("the speech worker cannot be started: %s", error)
            if self._closing.is_set():
                return
            if time.monotonic() - began > STEADY:
                pause = FIRST_PAUSE
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
        outbox: queue.Queue[bytes | None] = queue.Queue()
        threading.Thread(target=_send_all, args=(ours, outbox), name="speech-writer", daemon=True).start()
        with self._lock:
            self._process, self._channel, self._outbox = process, ours, outbox
            if self._closing.is_set():
                _hang_up(ours)
        try:
            self._began()
            self._listen(ours)
        finally:
            with self._lock:
                self._process = self._channel = self._outbox = None
            outbox.put(None)
            _hang_up(ours)
            _end(process)
            ours.close()

    def _listen(self, channel: socket.socket) -> None:
        rest = b""
        try:
            while data := channel.recv(65_536):
                *lines, rest = (rest + data).split(b"\n")
                for line in lines:
                    self._heard(line)
        except OSError:
            return  # the child died with lines unread, or `close` hung up while we waited


def _send_all(channel: socket.socket, outbox: "queue.Queue[bytes | None]") -> None:
    """A thread of its own, because a worker that hangs must not hold up whoever issues a ticket."""
    try:
        while (line := outbox.get()) is not None:
            channel.sendall(line)
    except OSError:
        return  # the listener sees the same end and starts another child


def _hang_up(channel: socket.socket) -> None:
    try:
        channel.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # already gone


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Ends and reaps the child. Clips are written in one step, so it may be stopped at any moment."""
    process.terminate()
    try:
        process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
