"""The catalogue where it is kept: read from the centre file, changed through the one door that the file has."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from config.procedures import ProcedurePart
from server.catalogue.apart import checked
from server.catalogue.checking import Document, Verdict
from server.catalogue.columns import Known, known_services
from server.catalogue.plan import Fault, Row, rewritten
from server.catalogue.report import of_mistake
from server.centre import book
from server.house import House
from server.rules.centre import Procedure
from server.rules.refusal import Refused


class Broken(Refused):
    """Somebody has broken the centre file by hand; the centre works on by the version of before."""

    def __init__(self) -> None:
        super().__init__("centre_broken")


class Desk:
    """The catalogue as it lay there when it was opened; a change of anything else since then makes it `stale`.

    Raises `Broken` when the file cannot be read.
    """

    def __init__(self, house: House) -> None:
        self._house = house
        try:
            self._page = book.page(house)
            self.services = _names(self._page.document)
        except (OSError, ValueError, LookupError, TypeError) as error:
            raise Broken from error

    @cached_property
    def parts(self) -> list[ProcedurePart]:
        """All versions of all procedures."""
        try:
            return [ProcedurePart.model_validate(row) for row in self._page.document.get("procedures", [])]
        except (ValueError, TypeError) as error:
            raise Broken from error

    @property
    def known(self) -> Known:
        """What a table or a form may name."""
        return known_services(self.services)

    def check(self, table: bytes, lang: str) -> Verdict:
        """What a file would do. Raises `apart.Unchecked`."""
        return checked(self._page.raw, table, lang, self._house.aside)

    def put(self, parts: Sequence[ProcedurePart], by: str) -> list[Fault]:
        """Work by this catalogue from now on; faults when it cannot be."""
        return self.take(rewritten(self._page.document.get("procedures", []), parts), by)

    def take(self, procedures: list[Row], by: str) -> list[Fault]:
        """The same with the procedures as the centre file writes them."""

        def edit(document: Document) -> Document:
            return document | {"procedures": procedures}

        return [of_mistake(mistake) for mistake in book.change(self._house, by, edit, self._page.version)]


def _names(document: Document) -> dict[str, dict[str, str]]:
    return {service["code"]: {**service["name"]} for service in document["services"]}


def parts_now(house: House) -> list[ProcedurePart]:
    """All versions of all procedures; those that the centre works by while the file is broken."""
    try:
        return Desk(house).parts
    except Broken:
        return [_part(one) for one in house.centre.catalogue]


def _part(one: Procedure) -> ProcedurePart:
    """A procedure that is in force here as the file would write it; which fields were compared only the file knows."""
    late, values = one.same_day_until, dict[str, Any](official_name=one.official, papers=list(one.papers))
    for name in ("code", "service", "name", "time", "fee", "level", "decision", "place", "source", "minutes"):
        values[name] = getattr(one, name)
    values |= {"posted_from": one.posted_from, "abolished_from": one.abolished_from}
    values["same_day_until"] = None if late is None else f"{late // 60:02d}:{late % 60:02d}"
    return ProcedurePart.model_validate(values)
