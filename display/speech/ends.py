"""What is done at the server's end of the line to the worker: writing, hanging up, and seeing the child off."""

import queue
import socket
import subprocess

PATIENCE = 2.0
"""Seconds that a child is given to end by itself."""


def send_all(channel: socket.socket, outbox: "queue.Queue[bytes | None]") -> None:
    """A thread of its own: a worker that hangs must not hold up whoever issues a ticket."""
    try:
        while (line := outbox.get()) is not None:
            rest = memoryview(line)
            while rest:
                try:
                    rest = rest[channel.send(rest) :]
                except TimeoutError:
                    continue  # the listener decides when a child that does not read has hung
    except OSError:
        return  # the listener sees the same end


def hang_up(channel: socket.socket) -> None:
    """Ends the line for whoever reads or writes at either end."""
    try:
        channel.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # already gone


def end(process: "subprocess.Popen[bytes]") -> None:
    """Ends and reaps the child. Clips are written in one step, so it may be stopped at any moment."""
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
