"""A centre on a Friday morning, with its own hours, for tests of what its life asks of the interface."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from config.centre import DEMO
from tests.server.conftest import Centre, make_centre

MINUTE = 60_000


def at(text: str) -> int:
    """A moment in Viet Nam, `2026-11-27 09:00`."""
    return int(datetime.fromisoformat(f"{text}+07:00").timestamp() * 1000)


@contextmanager
def friday(folder: Path) -> Iterator[Centre]:
    """The demo centre with few numbers for household businesses, at nine o'clock."""
    raw = json.loads(DEMO.read_text(encoding="utf-8"))
    for service in raw["services"]:
        service["auto_quota"] = False
        if service["code"] == "KD":
            service["quota"] = 1
    raw["booking"] = {"services": ["CT", "DD"], "slot_minutes": 30, "early_minutes": 20, "late_minutes": 10, "days": 6}
    (folder / "centre.json").write_text(json.dumps(raw), encoding="utf-8")
    centre = make_centre(folder, real_hours=True)
    centre.clock[0] = at("2026-11-27 09:00")
    yield centre
    centre.house.store.close()


def do(centre: Centre, path: str, body: Any = None, who: str = "staff", key: str | None = None) -> Any:
    """What a call that must be allowed answers; a second passes before it."""
    centre.clock[0] += 1000
    more = {"Idempotency_Key": key} if key else {}
    answer = centre.ask("POST", f"/api/v1{path}", who, body, **more)
    assert answer.status_code in (200, 201), answer.get_data(as_text=True)
    return answer.get_json()


def take(centre: Centre, service: str, **more: Any) -> str:
    """A number's id."""
    return str(do(centre, "/tickets", {"service": service} | more, "kiosk")["id"])
