"""What is posted and withdrawn, and when: the state of a version on a day, and the book of all changes. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from config.procedures import ProcedurePart

State = Literal["in_force", "coming", "abolished"]
STATES: tuple[State, ...] = ("in_force", "coming", "abolished")


def state(part: ProcedurePart, day: date) -> State:
    """Whether a version is in force on a day, was, or will be."""
    if part.abolished_from is not None and part.abolished_from <= day:
        return "abolished"
    return "coming" if part.posted_from is not None and part.posted_from > day else "in_force"


@dataclass(frozen=True, slots=True)
class Posting:
    """One line of the book; `replaced` when one version ends and the next begins on the same day."""

    day: date
    what: Literal["posted", "abolished", "replaced"]
    part: ProcedurePart


def postings(catalogue: Sequence[ProcedurePart]) -> list[Posting]:
    """Everything that was or will be posted or withdrawn on a known day, newest first."""
    ends = {(part.code, part.abolished_from) for part in catalogue if part.abolished_from}
    begins = {(part.code, part.posted_from) for part in catalogue if part.posted_from}
    found = []
    for part in catalogue:
        if part.posted_from:
            again = (part.code, part.posted_from) in ends
            found.append(Posting(part.posted_from, "replaced" if again else "posted", part))
        if part.abolished_from and (part.code, part.abolished_from) not in begins:
            found.append(Posting(part.abolished_from, "abolished", part))
    return sorted(found, key=lambda posting: posting.day, reverse=True)
