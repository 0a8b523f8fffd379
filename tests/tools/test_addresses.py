import json
from pathlib import Path
from typing import Any

import pytest

from tools import addresses
from tools.talk import Talk, Trouble

BASE = "http://127.0.0.1:8000"
ENGLISH = Talk("en")


def person(name: str) -> dict[str, str]:
    return {"login": name, "password": f"{name}-secret", "token": f"{name}-token"}


def device(path: str) -> dict[str, str]:
    return {"url": f"{BASE}{path}#token-of{path.replace('/', '-')}", "token": f"token-of{path.replace('/', '-')}"}


@pytest.fixture
def access() -> dict[str, Any]:
    counters = {f"counter-{n}": device(f"/sign/{n}") for n in (10, 3, 2)}
    return {
        "base_url": BASE,
        "tickets_dir": "virtual-printer",
        "devices": {
            "kiosk": device("/kiosk"),
            "board": device("/board/hall") | {"name": "hall"},
            "lobby": device("/"),
            "agent": {"token": "agent-token"},
            "feedback-1": device("/feedback/1"),
            **counters,
        },
        "people": {name: person(name) for name in ("admin", "supervisor", "staff")},
    }


def shown(access: dict[str, Any] | None, talk: Talk = ENGLISH) -> str:
    return "\n".join(addresses.table(access, BASE, Path("/data"), talk))


def test_every_place_of_the_house_has_its_line(access: dict[str, Any]) -> None:
    lines = [line for line in shown(access).splitlines() if "http" in line or "QR" in line or "virtual-printer" in line]
    assert [line.split("   ")[0].strip() for line in lines] == [
        "start here",
        "kiosk",
        "hall board",
        "counter sign 2",
        "feedback terminal 1",
        "counter console",
        "supervisor",
        "administration",
        "phone page",
        "printed tickets",
    ]
    assert access["devices"]["lobby"]["url"] in lines[0]
    assert lines[-1].endswith(str(Path("/data") / "virtual-printer"))


def test_the_first_counter_is_the_lowest_number_and_the_rest_are_told_of(access: dict[str, Any]) -> None:
    text = shown(access)
    assert "/sign/2#" in text
    assert "/sign/10#" not in text
    assert "The other counters are on the start page." in text


def test_the_sign_ins_are_shown(access: dict[str, Any]) -> None:
    text = shown(access)
    for name in ("admin", "supervisor", "staff"):
        assert f"{name}  /  {name}-secret" in text


def test_tokens_that_open_no_page_stay_in_the_file(access: dict[str, Any]) -> None:
    text = shown(access)
    assert "agent-token" not in text
    assert "staff-token" not in text


def test_both_languages_stand_side_by_side(access: dict[str, Any]) -> None:
    assert "Máy lấy số [kiosk]" in shown(access, Talk())
    assert "kiosk]" not in shown(access, Talk("vi"))


def test_a_centre_of_ones_own_shows_its_pages_without_secrets() -> None:
    text = shown(None)
    assert f"{BASE}/admin" in text
    assert "password" not in text


def test_the_start_page_carries_the_lobbys_token(access: dict[str, Any]) -> None:
    assert addresses.start_page(access, BASE) == access["devices"]["lobby"]["url"]
    assert addresses.start_page(None, BASE) == BASE + "/"


def test_reading_the_file_the_server_wrote(tmp_path: Path, access: dict[str, Any]) -> None:
    assert addresses.read(tmp_path) is None
    (tmp_path / addresses.FILE).write_text(json.dumps(access))
    assert addresses.read(tmp_path) == access


@pytest.mark.parametrize("content", ["{half", "[]"])
def test_a_damaged_file_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / addresses.FILE).write_text(content)
    with pytest.raises(Trouble, match=addresses.FILE):
        addresses.read(tmp_path)
