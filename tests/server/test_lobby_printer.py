"""The start page's hands on the demo's virtual printer, through the office to the printer itself."""

import json
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from printers.emulator import Emulator
from server.devices.lobby.printer import DEADLINE
from tests.server.conftest import Centre


def folder(centre: Centre) -> Path:
    return centre.house.settings.data / "virtual-printer"


def tell(centre: Centre, control: Any) -> None:
    folder(centre).mkdir(exist_ok=True)
    (folder(centre) / "emulator.json").write_text(json.dumps({"port": 1, "control": control}))


@pytest.fixture
def printer(centre: Centre) -> Iterator[Emulator]:
    with Emulator(folder(centre), control_port=0) as running:
        tell(centre, running.control_port)
        yield running


def test_it_is_shown_and_broken_with_the_lobbys_key(centre: Centre, printer: Emulator) -> None:
    shown = centre.ask("GET", "/lobby/printer", "lobby")
    assert shown.status_code == 200
    assert shown.get_json()["paper"] == "ok"
    broken = centre.ask("POST", "/lobby/printer", "lobby", {"cover_open": True, "paper": "out"})
    assert (broken.status_code, broken.get_json()["online"]) == (200, False)
    assert (printer.switches.cover_open, printer.switches.paper) == (True, "out")


def test_nobody_else_may_touch_it(centre: Centre, printer: Emulator) -> None:
    for who, status in ((None, 401), ("kiosk", 403), ("agent", 403), ("staff", 403), ("supervisor", 403)):
        assert centre.ask("GET", "/lobby/printer", who).status_code == status
        assert centre.ask("POST", "/lobby/printer", who, {"power": False}).status_code == status
    assert printer.switches.power


@pytest.mark.parametrize("body", [{"lid": True}, {"power": "off"}, [], {"rows_left": 0}])
def test_what_the_printer_refuses_is_a_problem(centre: Centre, printer: Emulator, body: Any) -> None:
    refused = centre.ask("POST", "/lobby/printer", "lobby", body)
    assert (refused.status_code, refused.content_type) == (422, "application/problem+json")


def test_only_json_is_taken(centre: Centre, printer: Emulator) -> None:
    key = {"Authorization": f"Bearer {centre.token('lobby')}"}
    browser = centre.browser()
    assert browser.post("/lobby/printer", data="power=false", headers=key).status_code == 415
    assert browser.post("/lobby/printer", data=b"{", headers=key, content_type="application/json").status_code == 400
    assert printer.switches.power


@pytest.mark.parametrize("control", [None, "9", 0, 70000, {"port": 1}])
def test_without_a_printer_there_is_nothing_to_break(centre: Centre, control: Any) -> None:
    assert centre.ask("GET", "/lobby/printer", "lobby").status_code == 404
    tell(centre, control)
    answer = centre.ask("POST", "/lobby/printer", "lobby", {"power": False})
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")


def test_a_printer_that_has_gone_is_none(centre: Centre) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    tell(centre, port)
    assert centre.ask("GET", "/lobby/printer", "lobby").status_code == 404


def test_a_printer_that_sleeps_holds_nobody_up(centre: Centre) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        tell(centre, listener.getsockname()[1])
        began = time.monotonic()
        assert centre.ask("GET", "/lobby/printer", "lobby").status_code == 503
        assert time.monotonic() - began < 20 * DEADLINE


def test_a_real_centre_has_no_virtual_printer(centre: Centre, printer: Emulator) -> None:
    centre.house.settings = replace(centre.house.settings, demo=False)
    assert centre.ask("GET", "/lobby/printer", "lobby").status_code == 404
    assert centre.ask("POST", "/lobby/printer", "lobby", {"power": False}).status_code == 404
    assert printer.switches.power
