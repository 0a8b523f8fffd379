"""The judge of a campaign: from what every witness wrote down, whether the promises about paper were kept. Pure.

Witnesses: the kiosk's own log (which tickets were acknowledged), the strips that fell out of the printer, the server's
book of jobs and attempts, and what its interface tells people about each ticket.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

OPEN = frozenset({"queued", "leased", "sending", "held", "unknown", "expired", "cancelled", "sent_unconfirmed"})
"""States that tell whoever looks at the screen that there may be no paper."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A ticket that the kiosk was promised."""

    ticket: str
    label: str


@dataclass(frozen=True, slots=True)
class Strip:
    """One piece of paper, as it was recognised.

    `whole`: every dot of a job's picture. `torn`: the beginning of one, long enough to tell whose. `scrap`: a beginning
    that several share, so that nobody can read a number from it. `junk`: dots that belong to no job.
    """

    name: str
    kind: Literal["whole", "torn", "scrap", "junk"]
    at: float
    """When it was cut (seconds since the epoch)."""
    ticket: str = ""
    copy: int = 0


@dataclass(frozen=True, slots=True)
class Paper:
    """A job of the server's book: one paper that was to be made."""

    ticket: str
    copy: int
    state: str
    label: str
    """What stands on the paper."""
    mark: str
    """How the paper says that it is a reprint; empty on the first."""
    expires_at: float
    outcomes: tuple[str, ...] = ()
    """How its attempts ended, oldest first."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that is known after a campaign. `slack` is how many seconds after its expiry a ticket that had begun
    in time may still be finished."""

    taken: Sequence[Taken]
    strips: Sequence[Strip]
    papers: Sequence[Paper]
    shown: Mapping[str, str]
    """What the interface says of each ticket's paper (`print.state`)."""
    slack: float = 0.0


def judge(evidence: Evidence) -> list[str]:
    """Every broken promise, in words; empty when all were kept."""
    papers = {(paper.ticket, paper.copy): paper for paper in evidence.papers}
    return [
        *_foreign(evidence, papers),
        *_twice(evidence),
        *_lost(evidence),
        *_untrue(evidence, papers),
        *_marks(evidence, papers),
        *_late(evidence, papers),
    ]


def _foreign(evidence: Evidence, papers: Mapping[tuple[str, int], Paper]) -> Iterable[str]:
    """No paper without a ticket, and none that shows another number."""
    labels = {taken.ticket: taken.label for taken in evidence.taken}
    for strip in evidence.strips:
        if strip.kind == "junk":
            yield f"{strip.name}: paper that belongs to no ticket"
        elif strip.kind != "scrap":
            paper = papers.get((strip.ticket, strip.copy))
            if strip.ticket not in labels or paper is None:
                yield f"{strip.name}: paper of {strip.ticket}, which nobody took"
            elif paper.label != labels[strip.ticket]:
                yield f"{strip.name}: paper says {paper.label}, the kiosk was told {labels[strip.ticket]}"


def _twice(evidence: Evidence) -> Iterable[str]:
    """No second unmarked paper of a ticket; a torn one counts. A marked one is made once, too."""
    seen = Counter((strip.ticket, strip.copy) for strip in evidence.strips if strip.kind in ("whole", "torn"))
    for (ticket, copy), count in seen.items():
        if count > 1:
            yield f"{ticket}: {count} papers of copy {copy}"


def _lost(evidence: Evidence) -> Iterable[str]:
    """Every acknowledged ticket has a whole paper, or the screens say that it may have none."""
    whole = {strip.ticket for strip in evidence.strips if strip.kind == "whole"}
    for taken in evidence.taken:
        shown = evidence.shown.get(taken.ticket, "nothing")
        if taken.ticket not in whole and shown not in OPEN:
            yield f"{taken.ticket}: no paper, and the screens say “{shown}”"


def _untrue(evidence: Evidence, papers: Mapping[tuple[str, int], Paper]) -> Iterable[str]:
    """What is called printed is on paper."""
    whole = {(strip.ticket, strip.copy) for strip in evidence.strips if strip.kind == "whole"}
    for key, paper in papers.items():
        if paper.state == "printed" and key not in whole:
            yield f"{paper.ticket}: copy {paper.copy} is called printed and is not"


def _marks(evidence: Evidence, papers: Mapping[tuple[str, int], Paper]) -> Iterable[str]:
    """A reprint says so, the first paper does not, and a reprint follows a paper of which nobody knew."""
    for paper in papers.values():
        if bool(paper.mark) != (paper.copy > 0):
            yield f"{paper.ticket}: copy {paper.copy} is marked “{paper.mark}”"
    for strip in evidence.strips:
        if strip.kind in ("whole", "torn") and strip.copy > 0:
            before = papers.get((strip.ticket, strip.copy - 1))
            if before is None or "unknown" not in before.outcomes:
                yield f"{strip.ticket}: copy {strip.copy} was printed though the one before was not unknown"


def _late(evidence: Evidence, papers: Mapping[tuple[str, int], Paper]) -> Iterable[str]:
    """Nothing is printed that has expired."""
    for strip in evidence.strips:
        paper = papers.get((strip.ticket, strip.copy))
        if paper is not None and strip.kind in ("whole", "torn"):
            late = strip.at - paper.expires_at - evidence.slack
            if late > 0:
                yield f"{strip.ticket}: copy {strip.copy} came out {late:.1f} s too late"
            elif paper.state in ("expired", "cancelled") and "unknown" not in paper.outcomes:
                yield f"{strip.ticket}: copy {strip.copy} is on paper and called {paper.state}"
