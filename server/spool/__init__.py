"""Print jobs: what is to be put on paper, and what became of it. The server only keeps the book; agents print.

A job is one paper, known by (ticket, copy). Every claim of it is an attempt with a row of its own.

    queued -> leased -> sending -> printed | sent_unconfirmed | unknown
    leased -> held       no byte had left; `detail` is the printer's code; given out again like a queued one
    leased -> queued     its agent came back without having begun
    queued, held -> expired, cancelled

`unknown` (bytes left and no answer came, or the agent vanished and its lease ran out) is followed by a reprint with the
next copy number and a mark on the paper, at most twice by itself and never after the expiry of the first.

The law: never two unmarked papers of a ticket; a silent retry only when no byte had left; nothing is given out after
`expires_at`, for a ticket that comes out minutes later belongs to nobody; and at most one paper of a ticket is open.

What a report changes, by what is known of its attempt (`settle`):

    known of the attempt          it says                 what is done
    ----------------------------  ----------------------  -----------------------------------------------------------
    nothing, or another agent's   anything                refused; nothing changes
    in hand                       printed, unconfirmed,   the job takes it over; `unknown` asks for the reprint
                                  unknown, expired
    in hand                       not_sent                held, or expired / cancelled if that has come meanwhile
    begun (heard of a byte)       not_sent, expired       not believed: `unknown`
    the same outcome              the same                nothing: reports may come twice
    unknown, its agent lost       unknown                 only written down: the reprint is under way
    unknown                       printed, unconfirmed    the job takes it over; its reprint, if nobody has it in hand,
                                                          is cancelled, else it comes out marked
    unknown, never begun          not_sent, expired       the reprint is cancelled and the job itself held or expired;
                                                          if somebody has the reprint, the job is cancelled instead
    not_sent or expired           printed, unconfirmed,   if nobody has the job in hand it takes the outcome over, else
                                  unknown                 only the attempt's row: the paper that is under way comes out
    anything else                 anything                the first word stands
"""

from server.spool.again import Mark, TooManyReprints, answered, reprint
from server.spool.bell import Bell
from server.spool.jobs import LIFE, TEST, Job, add, cancel, expire
from server.spool.leases import LEASE, claim, due, lose, overdue, progress, tidy, waiting
from server.spool.looks import known, paper_of, taken_by, work
from server.spool.reports import OUTCOMES, Report, settle

__all__ = [
    "LEASE",
    "LIFE",
    "OUTCOMES",
    "TEST",
    "Bell",
    "Job",
    "Mark",
    "Report",
    "TooManyReprints",
    "add",
    "answered",
    "cancel",
    "claim",
    "due",
    "expire",
    "known",
    "lose",
    "overdue",
    "paper_of",
    "progress",
    "reprint",
    "settle",
    "taken_by",
    "tidy",
    "waiting",
    "work",
]
