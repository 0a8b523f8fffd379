"""The product with one bug in it: `python -m tests.campaign.planted BUG agent …` or `… BUG server …`.

A judge that has never found anybody guilty proves nothing. Each bug is one that a print agent, or a spool, could have.
"""

import dataclasses
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

SHORT = 3.0
"""Seconds that a ticket may wait in the scenarios about time."""


def swap(owner: Any, name: str, new: Callable[[Any], Any]) -> None:
    """Put `new(old)` in the place of an attribute that exists."""
    setattr(owner, name, new(getattr(owner, name)))


def no_resync() -> None:
    """After a ticket of which nobody knows how it ended, the next is sent as if nothing had been."""
    import printers.duty

    swap(printers.duty, "ticket_job", lambda job: lambda picture, mark, resync, *rest: job(picture, mark, False, *rest))


def retry_after_bytes() -> None:
    """A ticket whose bytes have left, and that was not confirmed, is sent again as it is."""
    from printers.escpos_job import RESYNC
    from printers.press import Press

    def stubborn(send: Callable[..., Any]) -> Callable[..., Any]:
        def print_(self: Press, job: bytes, *rest: Any, **named: Any) -> Any:
            result = send(self, job, *rest, **named)
            while result.outcome == "unknown" or (result.sent == 0 and result.detail == "offline"):
                result = send(self, RESYNC + job, *rest, **named)
            return result

        return print_

    swap(Press, "print", stubborn)


def beginnings_unwritten() -> None:
    """Which attempts had begun is not on disk when the agent is killed."""
    from printers.journal import Journal

    swap(Journal, "begin", lambda begin: lambda self, attempt: None)


def nobody_in_particular() -> None:
    """Every agent with the same token is taken for the same, whatever it remembers."""
    from printers.link import Link

    def alike(init: Callable[..., Any]) -> Callable[..., Any]:
        def made(self: Link, *rest: Any, **named: Any) -> None:
            init(self, *rest, **named)
            self.session = "0" * 16

        return made

    swap(Link, "__init__", alike)


def believes_the_line() -> None:
    """A ticket whose bytes were accepted is called printed."""
    from printers.delivery import Delivery

    swap(Delivery, "confirm", lambda confirm: lambda self, *_: "")


def unmarked_reprint() -> None:
    """A reprint looks like the first paper."""
    import printers.duty

    def plain(draw: Callable[..., Any]) -> Callable[..., Any]:
        return lambda slip, *rest: draw(dataclasses.replace(slip, copy=0, copy_mark=""), *rest)

    swap(printers.duty, "draw", plain)


def no_expiry_in_the_agent() -> None:
    """The agent prints whatever it is given, however late it is."""
    import printers.link

    def patient(parse: Callable[..., Any]) -> Callable[..., Any]:
        def answer(data: object) -> Any:
            said = parse(data)
            if said.job is None:
                return said
            job = dataclasses.replace(said.job, expires_at=said.job.expires_at + timedelta(days=1))
            return dataclasses.replace(said, job=job)

        return answer

    swap(printers.link, "parse_answer", patient)


def no_expiry_in_the_office() -> None:
    """Jobs wait for paper as long as it takes."""
    _life(10**12)


def short_life() -> None:
    """No bug: tickets expire after some seconds, so that a test need not wait for minutes."""
    _life(int(SHORT * 1000))


def _life(milliseconds: int) -> None:
    import server.spool.jobs

    swap(server.spool.jobs, "LIFE", lambda _: milliseconds)


IN_THE_AGENT = {
    bug.__name__: bug
    for bug in (
        no_resync,
        retry_after_bytes,
        beginnings_unwritten,
        nobody_in_particular,
        believes_the_line,
        unmarked_reprint,
        no_expiry_in_the_agent,
    )
}
IN_THE_OFFICE = {bug.__name__: bug for bug in (no_expiry_in_the_office, short_life)}


def main() -> int:
    """Plant, then run the real programme."""
    name, programme, *rest = sys.argv[1:]
    if programme == "agent":
        from printers.__main__ import main as agent

        IN_THE_AGENT[name]()
        return agent([programme, *rest])
    import server.__main__ as office

    def planted(serve: Callable[[bool], None]) -> Callable[[bool], None]:
        def later(demo: bool) -> None:
            IN_THE_OFFICE[name]()  # the engine has patched the standard library by now
            serve(demo)

        return later

    swap(office, "_serve", planted)
    sys.argv[1:] = rest
    office.main()
    return 0


if __name__ == "__main__":
    sys.exit(main())
