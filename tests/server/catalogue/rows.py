"""Rows and tables for the catalogue's tests."""

import csv
import io
from datetime import date
from typing import Any

from config.procedures import ProcedurePart
from server.catalogue.columns import known_services

SERVICES = {"HT": {"vi": "Hộ tịch", "en": "Civil status"}, "DD": {"vi": "Đất đai"}}
KNOWN = known_services(SERVICES)


def part(code: str = "1.000001", posted: str | None = None, abolished: str | None = None, **more: Any) -> ProcedurePart:
    return ProcedurePart(
        code=code,
        posted_from=date.fromisoformat(posted) if posted else None,
        abolished_from=date.fromisoformat(abolished) if abolished else None,
        **({"service": "HT", "name": {"vi": f"Thủ tục {code}"}} | more),
    )


def table(*rows: str, delimiter: str = ";") -> bytes:
    """A CSV of rows written with `|`; the first is the heading."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(row.split("|") for row in rows)
    return out.getvalue().encode()
