"""The catalogue where it is kept: read from the centre file, changed through the one door that the file has."""

from collections.abc import Sequence
from typing import Any

from config.procedures import ProcedurePart
from config.words import FIRST, word
from server.catalogue.columns import Known, Wrong, heading, known_services
from server.catalogue.columns import keys as columns_of
from server.catalogue.plan import Fault, Plan, make_plan, rewritten
from server.catalogue.reading import read_table
from server.centre import book
from server.centre.mistakes import Mistake
from server.house import House

Document = dict[str, Any]


class Desk:
    """The catalogue as it lay there when it was opened; a change of anything else since then makes it `stale`."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._page = book.page(house)
        self.parts = [ProcedurePart.model_validate(row) for row in self._page.document.get("procedures", [])]
        self.services: dict[str, dict[str, str]] = {
            service["code"]: service["name"] for service in self._page.document["services"]
        }

    @property
    def known(self) -> Known:
        """What a table or a form may name."""
        return known_services(self.services)

    def plan(self, data: bytes) -> Plan:
        """What a file would do. What cannot be read as a table is a plan with one fault."""
        try:
            lines = read_table(data)
        except Wrong as wrong:
            return Plan(faults=[Fault(0, None, wrong.code, wrong.values)], broken=True)
        plan = make_plan(lines, self.parts, self.known)
        if not plan.broken and plan.changes:
            _, mistakes = book.check(self._with(plan.catalogue)(self._page.document))
            plan.faults += [_fault(mistake) for mistake in mistakes]
            plan.broken = bool(mistakes)
        return plan

    def put(self, parts: Sequence[ProcedurePart], by: str) -> list[Fault]:
        """Work by this catalogue from now on; faults when it cannot be."""
        mistakes = book.change(self._house, by, self._with(parts), self._page.version)
        return [_fault(mistake) for mistake in mistakes]

    def _with(self, parts: Sequence[ProcedurePart]) -> book.Edit:
        return lambda document: document | {"procedures": rewritten(document.get("procedures", []), parts)}


def _fault(mistake: Mistake) -> Fault:
    if mistake.code == "stale":
        return Fault(0, None, "changed")
    return Fault(0, None, "elsewhere", {"why": mistake})


def say(fault: Fault, lang: str) -> str:
    """The sentence of a fault, in the reader's language."""
    shown = {name: value.say(lang) if isinstance(value, Mistake) else value for name, value in fault.values.items()}
    return word(lang, f"catalogue.wrong_{fault.code}", **shown)


def report(plan: Plan, lang: str) -> dict[str, Any]:
    """A plan for people and machines: counts, every fault with its row and column, every change, what is left out."""
    named = {column: heading(column, lang) for column in columns_of([*plan.catalogue, *plan.left_out])}
    new = sum(change.is_new for change in plan.changes)
    return {
        "rows": {
            "read": plan.read,
            "new": new,
            "changed": len(plan.changes) - new,
            "same": plan.same,
            "wrong": len({fault.row for fault in plan.faults if fault.row > 1}),
        },
        "mistakes": [
            {
                "row": fault.row,
                "column": named.get(fault.column or "", fault.column),
                "code": fault.code,
                "message": say(fault, lang),
            }
            for fault in sorted(plan.faults, key=lambda fault: fault.row)
        ],
        "changes": [
            _shown(change.after)
            | {
                "row": change.row,
                "new": change.is_new,
                "fields": [named.get(field, field) for field in change.fields],
            }
            for change in plan.changes
        ],
        "left_out": [_shown(part) for part in plan.left_out],
    }


def _shown(part: ProcedurePart) -> dict[str, Any]:
    return {
        "code": part.code,
        "name": part.name[FIRST],
        "posted_from": part.posted_from.isoformat() if part.posted_from else None,
    }
