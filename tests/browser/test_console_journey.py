"""A morning at two counters before a real office, by keyboard: nobody put aside or handed on is lost."""

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from tests.browser.held import PATIENCE, patient
from tests.browser.stage import _Quiet
from tests.browser.test_hall import shoot
from tests.server.conftest import Centre, make_centre

pytestmark = pytest.mark.browser
MINUTE = 60_000


@dataclass(slots=True)
class Morning:
    """The office with its told clock, and who sits at which counter."""

    centre: Centre
    url: str
    desks: dict[int, Page]

    def pass_(self, minutes: int) -> None:
        """Let the office's time pass; the screens hear of it with the next thing that happens."""
        self.centre.clock[0] += minutes * MINUTE

    def take(self, service: str = "HT") -> str:
        """Somebody takes a number, a second after whatever was before."""
        self.centre.clock[0] += 1000
        answer = self.centre.ask("POST", "/api/v1/tickets", "kiosk", {"service": service})
        assert answer.status_code == 201, answer.text
        return str(answer.get_json()["label"])

    def state(self, label: str) -> Any:
        """What the office knows of today's ticket."""
        return next(one for one in self.centre.house.office.look().hall.tickets.values() if one.label == label)

    def press(self, no: int, *keys: str) -> None:
        """Keys at a counter, each when the last one is done and the screen has heard who waits."""
        for key in keys:
            if key == "Space":
                expect(self.desks[no].locator(".next")).to_be_enabled()
            self.desks[no].keyboard.press(key)
            expect(self.desks[no].locator("body")).not_to_have_class(re.compile(r"\bbusy\b"))

    def has(self, no: int, label: str, phase: str) -> None:
        """Wait until this counter shows this ticket in this phase."""
        expect(self.desks[no].locator(".label")).to_have_text(label)
        expect(self.desks[no].locator(".person")).to_have_attribute("data-phase", phase)

    def free(self, no: int) -> None:
        """Wait until nobody is at this counter."""
        expect(self.desks[no].locator(".person")).to_have_attribute("data-phase", "")

    def serve(self, no: int, label: str) -> None:
        """Call whoever is next, who must be this one, and begin."""
        self.press(no, "Space")
        self.has(no, label, "called")
        self.press(no, "s")
        self.has(no, label, "serving")

    def finish(self, no: int, label: str) -> None:
        """End the visit here; one with steps still to come asks first."""
        self.press(no, "Enter")
        if self.state(label).steps:
            self.desks[no].get_by_role("radio", name="Kết thúc tại đây").check()
            self.press(no, "Enter")
        self.free(no)

    def done(self, no: int, said: str) -> None:
        """Wait until the counter says what was done."""
        expect(self.desks[no].locator(".done")).to_contain_text(said)


@pytest.fixture
def morning(tmp_path: Path, chromium: Browser) -> Iterator[Morning]:
    centre = make_centre(tmp_path)
    server = make_server("127.0.0.1", 0, centre.app, threaded=True, request_handler=_Quiet)
    url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    centre.sockets.start_background_task(centre.house.push.run)
    contexts, desks = [], {}
    for no, who in ((2, "staff"), (3, "supervisor")):
        context = patient(chromium.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN"))
        contexts.append(context)
        desks[no] = context.new_page()
        desks[no].goto(f"{url}/console/{no}")
        desks[no].fill("[name=login]", centre.access["people"][who]["login"])
        desks[no].fill("[name=password]", centre.access["people"][who]["password"])
        desks[no].press("[name=password]", "Enter")
        expect(desks[no].locator(".desk-no")).to_have_text(str(no))
    yield Morning(centre, url, desks)
    for context in contexts:
        context.close()
    server.shutdown()
    centre.house.store.close()


@pytest.mark.timeout(300)
def test_a_morning_at_two_counters(morning: Morning) -> None:
    m = morning
    two, three = m.desks[2], m.desks[3]
    logins = {no: m.centre.access["people"][who]["login"] for no, who in ((2, "staff"), (3, "supervisor"))}

    # Both sit down; each sees the other where a visit may be handed on.
    for no in (2, 3):
        m.press(no, "y", "Enter")
        expect(m.desks[no].locator(".mine .who")).to_have_text(logins[no])

    # Hold with a reminder; it is noticed when it is due, and the place is kept.
    first, second = m.take(), m.take()
    m.serve(2, first)
    m.press(2, "h")
    two.get_by_role("radio", name="10 phút").check()
    two.locator("[name=note]").fill("Thiếu bản sao")
    m.press(2, "Enter")
    m.done(2, f"{first} đã sang Tạm chờ")
    m.pass_(11)
    third = m.take()
    expect(two.locator(".due-line")).to_contain_text(first)
    m.press(2, "3")
    shoot(two, "journey-due")
    m.press(2, "Tab", "Enter", "1")
    expect(two.locator(".line .number").first).to_have_text(first)
    m.serve(2, first)
    expect(two.locator(".note")).to_contain_text("Thiếu bản sao")

    # A return ticket: so many in front, so many minutes; back at the next free counter.
    m.press(2, "q", "Enter")
    patience = m.centre.house.centre.patience
    m.done(2, f"sau nhiều nhất {patience.fix_behind} người")
    m.pass_(20)
    fourth = m.take()
    m.press(2, "3", "Tab", "Enter")
    m.done(2, f"{first} đã vào lại hàng, sau {patience.fix_behind} người")
    order = [second, third, first, fourth]
    m.press(2, "1")
    expect(two.locator(".line .number")).to_have_text(order)

    # Handed on: to a service, to a counter, to a person – with a note that the colleague reads.
    m.serve(2, second)
    m.press(2, "t", "b")
    two.locator("[name=note]").fill("Cần hai bản sao")
    m.press(2, "Enter")
    m.free(2)
    m.serve(3, second)
    expect(three.locator(".note")).to_contain_text("Cần hai bản sao")
    m.finish(3, second)
    m.serve(2, third)
    m.press(2, "t", "3", "Enter")
    m.free(2)
    assert m.state(third).only == 3
    m.serve(3, third)
    m.press(3, "t")
    three.get_by_role("radio", name=f"{logins[2]} – quầy 2").check()
    m.press(3, "Enter")
    m.free(3)
    assert m.state(third).only == 2
    m.serve(2, third)

    # Hand-over in mid-shift: the ticket stays where it is.
    two.context.clear_cookies()
    three.goto(f"{m.url}/console/2")
    m.desks[2] = three
    expect(three.locator(".seat")).to_contain_text(f"{logins[2]} đang ngồi quầy này")
    m.press(2, "y")
    expect(three.locator(".panel")).to_contain_text(f"Số {third} ở lại quầy")
    m.press(2, "Enter")
    expect(three.locator(".mine .who")).to_have_text(logins[3])
    m.has(2, third, "serving")
    m.finish(2, third)

    # Nobody comes: called as often as the centre grants, back behind so many, and the second time the number ends.
    last = m.take()
    m.press(2, "Space")
    m.has(2, first, "called")
    for _ in range(patience.calls - 1):
        m.press(2, "r")
    expect(three.locator(".step")).to_contain_text(f"{patience.calls}/{patience.calls}")
    m.press(2, "a")
    m.free(2)
    others = [m.take() for _ in range(patience.late_behind)]
    m.press(2, "2", "Tab", "Enter")
    m.done(2, f"{first} đã vào lại hàng, sau {patience.late_behind} người")
    m.press(2, "1")
    line = [fourth, last, *others]
    expected = [*line[: patience.late_behind], first, *line[patience.late_behind :]]
    expect(three.locator(".line .number")).to_have_text(expected)
    shoot(three, "journey-late")
    for label in expected[: patience.late_behind]:
        m.serve(2, label)
        m.finish(2, label)
    m.press(2, "Space")
    m.has(2, first, "called")
    m.press(2, "a")
    expect(three.locator(".panel")).to_contain_text("số bị hủy")
    m.press(2, "Tab", "Enter")
    m.done(2, f"{first} đã hủy.")
    m.free(2)
    assert m.state(first).phase.value == "cancelled"
    m.press(2, "2")
    expect(three.locator(".nobody")).to_be_visible(timeout=PATIENCE)


@pytest.mark.timeout(120)
def test_the_board_of_the_supervisor_and_numbers_given_by_hand(morning: Morning) -> None:
    m = morning
    three = m.desks[3]
    m.press(3, "n", "a", "Enter")
    m.done(3, "Đã cấp số A001")
    m.press(3, "z")
    m.done(3, "Số A001 đã hủy")
    assert m.state("A001").phase.value == "cancelled"
    waiting = m.take()
    expect(m.desks[2].locator(".line .number")).to_have_text([waiting])
    m.press(2, "u")
    m.desks[2].keyboard.type(waiting)
    m.press(2, "Tab", "2", "Enter")
    m.done(2, f"Đã sửa diện ưu tiên của {waiting}")
    assert m.state(waiting).priority is not None
    m.serve(2, waiting)
    m.finish(2, waiting)
    out = m.take()
    m.take()
    three.goto(f"{m.url}/console/2")
    m.desks[2] = three
    expect(three.locator(".line .row-ticket")).to_have_count(2)
    m.press(2, "c")
    three.locator("[name=ticket]").fill(out)
    m.press(2, "Tab", "1")
    expect(three.locator(".public")).to_contain_text("sẽ ghi: “")
    m.press(2, "Enter")
    m.has(2, out, "called")
    m.pass_(40)
    three.goto(f"{m.url}/supervisor")
    expect(three.locator(".day")).to_contain_text("1 lượt gọi ngoài thứ tự hôm nay")
    expect(three.locator("[data-advice=HT]")).to_contain_text("quầy 3 đang rảnh")
    shoot(three, "journey-supervisor")
