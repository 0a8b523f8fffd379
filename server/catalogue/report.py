"""A plan for people and machines: in the reader's language, as plain data. Pure."""

from typing import Any

from config.procedures import ProcedurePart
from config.words import FIRST, word
from server.catalogue.columns import heading
from server.catalogue.columns import keys as columns_of
from server.catalogue.plan import Fault, Plan
from server.centre.mistakes import Mistake

Report = dict[str, Any]


def say(fault: Fault, lang: str) -> str:
    """The sentence of a fault, in the reader's language."""
    shown = {name: value.say(lang) if isinstance(value, Mistake) else value for name, value in fault.values.items()}
    return word(lang, f"catalogue.wrong_{fault.code}", **shown)


def of_mistake(mistake: Mistake) -> Fault:
    """What is wrong with the centre file as a fault of the whole table."""
    if mistake.code == "stale":
        return Fault(0, None, "changed")
    return Fault(0, None, "elsewhere", {"why": mistake})


def told(fault: Fault, lang: str, column: str | None = None) -> Report:
    """One mistake: its row (0: the whole file), its column as it is headed, its code and its sentence."""
    return {"row": fault.row, "column": column, "code": fault.code, "message": say(fault, lang)}


def report(plan: Plan, lang: str) -> Report:
    """Counts, every fault with its row and column, every change, what is left out."""
    named = {column: heading(column, lang) for column in columns_of([*plan.catalogue, *plan.left_out])}
    new = sum(change.is_new for change in plan.changes)
    faults = sorted(plan.faults, key=lambda fault: fault.row)
    return {
        "rows": {
            "read": plan.read,
            "new": new,
            "changed": len(plan.changes) - new,
            "same": plan.same,
            "wrong": len({fault.row for fault in plan.faults if fault.row > 1}),
        },
        "mistakes": [told(fault, lang, named.get(fault.column or "", fault.column)) for fault in faults],
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


def _shown(part: ProcedurePart) -> Report:
    return {
        "code": part.code,
        "name": part.name[FIRST],
        "posted_from": part.posted_from.isoformat() if part.posted_from else None,
    }
