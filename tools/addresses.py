"""The table of addresses that `run.py` shows once the office is open, made from `demo-access.json`."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tools.talk import Talk, Trouble

FILE = "demo-access.json"
DEVICES = {
    "lobby": ("Bắt đầu ở đây", "start here"),
    "kiosk": ("Máy lấy số", "kiosk"),
    "board": ("Bảng sảnh", "hall board"),
    "counter": ("Bảng quầy", "counter sign"),
    "feedback": ("Máy đánh giá", "feedback terminal"),
}
PAGES = {
    "staff": ("/console", "Bàn gọi số", "counter console"),
    "supervisor": ("/supervisor", "Giám sát", "supervisor"),
    "admin": ("/admin", "Quản trị", "administration"),
}


def read(data: Path) -> dict[str, Any] | None:
    """What the server wrote for the demo; None where it wrote nothing, as in a centre of one's own."""
    try:
        found = json.loads((data / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise Trouble(f"Không đọc được {data / FILE}.", f"{data / FILE} cannot be read.", f"    {error}") from error
    if not isinstance(found, dict):
        raise Trouble(f"{data / FILE} không đúng dạng.", f"{data / FILE} is not what it should be.")
    return found


def start_page(access: Mapping[str, Any] | None, base: str) -> str:
    lobby = (access or {}).get("devices", {}).get("lobby", {}).get("url")
    return lobby if isinstance(lobby, str) else base + "/"


def table(access: Mapping[str, Any] | None, base: str, data: Path, talk: Talk) -> list[str]:
    """The lines to print. Of devices that come once per counter only the first is shown; the start page has all."""
    base = str((access or {}).get("base_url") or base)
    rows: list[tuple[str, str]] = []
    more = False
    seen: set[str] = set()
    devices = (access or {}).get("devices", {})
    for kind, words in DEVICES.items():
        names = sorted((name for name in devices if name.split("-")[0] == kind and "url" in devices[name]), key=_number)
        more = more or len(names) > 1
        for name in names[:1]:
            seen.add(kind)
            suffix = f" {_number(name)[0]}" if "-" in name else ""
            rows.append((_label(words, suffix, talk), devices[name]["url"]))
    if "lobby" not in seen:
        rows.insert(0, (_label(DEVICES["lobby"], "", talk), base + "/"))
    rows += [(_label((vi, en), "", talk), base + path) for path, vi, en in PAGES.values()]
    rows.append((_label(("Trên điện thoại", "phone page"), "", talk), _scan(talk)))
    if access and access.get("tickets_dir"):
        rows.append((_label(("Phiếu đã in", "printed tickets"), "", talk), str(data / str(access["tickets_dir"]))))
    return ["", *_aligned(rows), *_more(more, talk), *_sign_ins(access, talk), ""]


def _scan(talk: Talk) -> str:
    return talk.words("quét mã QR trên phiếu", "scan the QR code on a ticket")


def _more(more: bool, talk: Talk) -> list[str]:
    if not more:
        return []
    return ["  " + talk.words("Các quầy khác: xem ở trang bắt đầu.", "The other counters are on the start page.")]


def _sign_ins(access: Mapping[str, Any] | None, talk: Talk) -> list[str]:
    people = (access or {}).get("people", {})
    rows = [
        (_label(PAGES[role][1:], "", talk), f"{people[role]['login']}  /  {people[role]['password']}")
        for role in PAGES
        if isinstance(people.get(role), dict) and {"login", "password"} <= people[role].keys()
    ]
    return (
        ["", "  " + talk.words("Đăng nhập (tên / mật khẩu):", "sign-ins (login / password)"), *_aligned(rows)]
        if rows
        else []
    )


def _label(words: tuple[str, str], suffix: str, talk: Talk) -> str:
    return talk.words(words[0] + suffix, words[1] + suffix)


def _aligned(rows: list[tuple[str, str]]) -> list[str]:
    width = max((len(label) for label, _ in rows), default=0)
    return [f"  {label:<{width}}   {value}" for label, value in rows]


def _number(name: str) -> tuple[int, str]:
    tail = name.rpartition("-")[2]
    return (int(tail), name) if tail.isdigit() else (0, name)
