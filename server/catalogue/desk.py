"""The catalogue where it is kept: read from the centre file, changed through the one door that the file has."""

from collections.abc import Sequence
from functools import cached_property

from config.procedures import ProcedurePart
from server.catalogue.apart import checked
from server.catalogue.checking import Document, Verdict
from server.catalogue.columns import Known, known_services
from server.catalogue.plan import Fault, Row, rewritten
from server.catalogue.report import of_mistake
from server.centre import book
from server.house import House


class Desk:
    """The catalogue as it lay there when it was opened; a change of anything else since then makes it `stale`."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._page = book.page(house)
        self.services: dict[str, dict[str, str]] = {
            service["code"]: service["name"] for service in self._page.document["services"]
        }

    @cached_property
    def parts(self) -> list[ProcedurePart]:
        """All versions of all procedures."""
        return [ProcedurePart.model_validate(row) for row in self._page.document.get("procedures", [])]

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
