"""Pictures: what each kind of screen shows, as plain data made from centre and hall. Pure.

`picture(scene, kind, name)` gives None for a screen that does not exist.
"""

from collections.abc import Callable
from typing import Any

from server.pictures import citizens, staff, supervision, watched
from server.pictures.scene import Picture, Printer, Scene, rfc3339

_KINDS: dict[str, Callable[[Scene, str], Picture | None]] = {
    "board": watched.board,
    "counter": watched.sign,
    "console": staff.console,
    "kiosk": citizens.kiosk,
    "feedback": citizens.feedback,
    "turn": citizens.turn,
    "supervisor": supervision.supervisor,
}


def picture(scene: Scene, kind: str, name: str) -> Picture | None:
    """The whole picture of one screen, with the journal number at which it stands."""
    make = _KINDS.get(kind)
    content = make(scene, name) if make else None
    if content is None:
        return None
    centre = scene.centre
    head: dict[str, Any] = {
        "kind": kind,
        "name": name,
        "at": scene.at,
        "epoch": scene.epoch,
        "now": rfc3339(scene, scene.now),
        "centre": {"name": centre.name, "unit": centre.unit, "province": centre.province, "demo": centre.demo},
    }
    return head | content


__all__ = ["Picture", "Printer", "Scene", "picture", "rfc3339"]
