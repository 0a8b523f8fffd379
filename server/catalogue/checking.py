"""A table is checked against a centre file: what it would do, and the procedures as they would be written. Pure.

Large tables are checked in a process of their own (see `apart`), so that nothing of the server is imported here.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from pydantic import ValidationError

from config.centre import CentreFile
from config.procedures import ProcedurePart
from server.catalogue.columns import Wrong, known_services
from server.catalogue.plan import Fault, Plan, Row, make_plan, rewritten
from server.catalogue.reading import read_table
from server.catalogue.report import of_mistake, report
from server.centre.mistakes import mistakes_of

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a table does: the report in the reader's language, and the new procedures of the centre file.

    `procedures` is None where nothing would change. A `broken` table cannot be taken, not even its good rows.
    """

    report: dict[str, Any]
    procedures: list[Row] | None = None
    broken: bool = False

    def may_be_done(self, only_all: bool) -> bool:
        """Whether the good rows may be taken: all must be good when `only_all`."""
        return not self.broken and not (only_all and self.report["mistakes"])

    @classmethod
    def refused(cls, fault: Fault, lang: str) -> Self:
        """Of a file that is no table: one fault, nothing else."""
        return cls(report(Plan(faults=[fault]), lang), broken=True)


def verdict(centre: bytes, table: bytes, lang: str) -> Verdict:
    """Check a table (the bytes of a file) against a centre file (its bytes)."""
    document = json.loads(centre)
    before = [ProcedurePart.model_validate(row) for row in document.get("procedures", [])]
    services = {service["code"]: service["name"] for service in document["services"]}
    try:
        plan = make_plan(read_table(table), before, known_services(services))
    except Wrong as wrong:
        return Verdict.refused(Fault(0, None, wrong.code, wrong.values), lang)
    rows = None
    if plan.changes and not plan.broken:
        rows = rewritten(document.get("procedures", []), plan.catalogue)
        try:
            CentreFile.model_validate(document | {"procedures": rows})
        except ValidationError as error:
            plan.faults += [of_mistake(mistake) for mistake in mistakes_of(error)]
            plan.broken = True
    return Verdict(report(plan, lang), rows, plan.broken)


def main(arguments: Sequence[str]) -> None:
    """Child: language and length of the centre file are arguments; it and then the table come on standard input."""
    lang, size = arguments[0], int(arguments[1])
    given = sys.stdin.buffer.read()
    made = verdict(given[:size], given[size:], lang)
    sys.stdout.buffer.write(json.dumps(asdict(made)).encode())


if __name__ == "__main__":
    main(sys.argv[1:])
