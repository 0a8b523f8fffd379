"""A queue of CUPS, through its own commands `lp`, `lpstat` and `cancel`: never a shell, always a deadline. Level L0.

The spooler says "accepted", never "printed". A stopped queue would print its tickets hours later, when those people
have long gone; so nothing is handed to a queue that is stopped or still has a job waiting: the ticket waits with us,
where it expires. A job that was accepted and then stays in the queue is taken back at the first opening after its
ticket's life; only a job whose number is not known any more (the program was started anew meanwhile) stays there.
"""

import contextlib
import os
import re
import subprocess
import time
from collections.abc import Callable

from printers.transports.base import LIFE, HandOverUnclear, OneWay, PrinterBusy, PrinterGone, left

SHORTEST = 0.1
MISSING = "CUPS is not installed here: the command {!r} is missing (Debian: apt install cups-client)"


class CupsTransport(OneWay):
    """One queue. `send` hands over a whole job; nothing is ever heard."""

    def __init__(self, queue: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.queue, self._clock = queue, clock
        self._job: tuple[str, float] | None = None
        """Number and moment of the last job that was accepted, as long as it may still be waiting."""

    def open(self, deadline: float) -> None:
        """See that the queue exists, runs and is empty. Raises PrinterGone when not: PrinterBusy for an earlier job."""
        self._take_back_stale(deadline)
        said = self._ask(["lpstat", "-p", self.queue, "-a", self.queue], deadline)
        name = re.escape(self.queue)
        if re.search(rf"^printer {name} disabled\b", said, re.MULTILINE):
            raise PrinterGone(f"the CUPS queue {self.queue} is stopped; `cupsenable {self.queue}` starts it")
        if re.search(rf"^{name} not accepting\b", said, re.MULTILINE):
            raise PrinterGone(f"the CUPS queue {self.queue} takes no jobs; `cupsaccept {self.queue}` lets it")
        if self._waiting(deadline):
            raise PrinterBusy(f"the CUPS queue {self.queue} still has a job waiting")
        self._job = None

    def _waiting(self, deadline: float) -> list[str]:
        """The numbers of the jobs in the queue."""
        lines = self._ask(["lpstat", "-o", self.queue], deadline).splitlines()
        return [line.split()[0] for line in lines if line.strip()]

    def _take_back_stale(self, deadline: float) -> None:
        """Cancel our own last job when it still waits after its ticket's life: also in a queue that is stopped."""
        if self._job is None or self._clock() - self._job[1] < LIFE:
            return
        number = self._job[0]
        if number in self._waiting(deadline):
            with contextlib.suppress(PrinterGone):  # it stays in the queue, is seen there, and this is tried again
                self._ask(["cancel", number], deadline)
        else:
            self._job = None

    def send(self, data: bytes, deadline: float) -> int:
        """Hand over one whole job: all of it, or PrinterGone when `lp` cannot even be started, or HandOverUnclear."""
        command = ["lp", "-d", self.queue, "-o", "raw"]  # without a file's name it reads its standard input
        try:
            done = subprocess.run(
                command, input=data, capture_output=True, env=_plain(), timeout=max(SHORTEST, left(deadline))
            )
        except subprocess.TimeoutExpired as trouble:
            raise HandOverUnclear(f"`lp` for the queue {self.queue} did not come to an end") from trouble
        except FileNotFoundError as trouble:
            raise PrinterGone(MISSING.format("lp")) from trouble
        except OSError as trouble:
            raise PrinterGone(f"`lp` cannot be started: {trouble}") from trouble
        if accepted := re.search(rb"request id is (\S+)", done.stdout):
            self._job = (accepted[1].decode("utf-8", "replace"), self._clock())
        if done.returncode < 0:
            raise HandOverUnclear(f"`lp` for the queue {self.queue} was ended by signal {-done.returncode}")
        if done.returncode:
            # it may have spooled everything, and failed only afterwards
            raise HandOverUnclear(f"`lp` for the queue {self.queue} failed: {_words(done.stderr)}")
        return len(data)

    def abandon(self, words: bytes, deadline: float) -> None:
        """Take the job back where its number is known: it has not come out, and a marked copy will."""
        if self._job is not None:
            with contextlib.suppress(PrinterGone):
                self._ask(["cancel", self._job[0]], deadline)

    def _ask(self, command: list[str], deadline: float) -> str:
        try:
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                env=_plain(),
                timeout=max(SHORTEST, left(deadline)),
            )
        except subprocess.TimeoutExpired as trouble:
            raise PrinterGone(f"CUPS does not answer about the queue {self.queue}") from trouble
        except FileNotFoundError as trouble:
            raise PrinterGone(MISSING.format(command[0])) from trouble
        except OSError as trouble:
            raise PrinterGone(f"`{command[0]}` cannot be started: {trouble}") from trouble
        if done.returncode:
            raise PrinterGone(f"there is no CUPS queue {self.queue}: {_words(done.stderr)}")
        return done.stdout.decode("utf-8", "replace")


def _plain() -> dict[str, str]:
    """The environment with words in English: what the commands say is read by this program."""
    return {**os.environ, "LC_ALL": "C", "LANGUAGE": "C"}


def _words(said: bytes) -> str:
    return " ".join(said.decode("utf-8", "replace").split())[:200] or "no reason given"
