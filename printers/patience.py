"""How long a printer is waited for."""

from dataclasses import dataclass

from printers.transports import Address

LONGEST_ANSWER = 60.0
BITS_PER_BYTE = 10
"""On a serial line, with start and stop bit."""

TICKET_BYTES = 45_000
UNSEEN = 4096
"""Bytes in the printer's own buffer and in the electronics before it, of which the sender sees nothing."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds."""

    connect: float = 2.0
    question: float = 0.5
    """For the answer to the question whether a printer is online."""
    further: float = 0.25
    """For the answers to the other questions: some printers do not know all of them."""
    answer: float = 8.0
    """From the last sign of progress to "unknown", for a printer that reports no trouble."""
    recovery: float = 120.0
    """The same for a printer that does: most print the rest by themselves once somebody has put in paper."""
    stall: float = 2.0
    """After which a printer that cannot tell its troubles, and takes no more bytes, is held to be in trouble."""
    closing: float = 2.0
    """For the last bytes to arrive, when nobody has said that they have."""
    parting: float = 0.2
    """The same when nothing is on its way any more: the job is confirmed, or there was none."""
    farewell: float = 0.5
    """For a job that is given up: to tell the printer to forget it."""
    mm_per_s: float = 60.0
    """The slowest mechanics to be expected: the time a printer that says nothing is given to print."""
    unseen: float = 0.5
    """The time that bytes nobody sees need to reach the head, and the knife to fall."""


def patience_for(address: Address) -> Patience:
    """What suits the line: a slow serial line gets longer, in proportion, up to a minute for the answer."""
    if address.kind != "serial":
        return Patience()
    bytes_per_s = address.baud / BITS_PER_BYTE
    answer = 3.0 + TICKET_BYTES / bytes_per_s
    return Patience(
        answer=min(max(answer, Patience().answer), LONGEST_ANSWER),
        closing=min(2.0 + UNSEEN / bytes_per_s, 10.0),
        unseen=0.5 + UNSEEN / bytes_per_s,
    )
