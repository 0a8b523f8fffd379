"""One ticket's whole journey through real processes: touch, paper, call, voice, stars, journal."""

import contextlib
import io
import json
import re
import urllib.request
import wave
from array import array
from pathlib import Path
from urllib.error import HTTPError

import pytest
import zxingcpp
from PIL import Image

from tests.journeys.sockets import Watcher, watching
from tests.processes import Server, process, server
from tests.waiting import PATIENCE, eventually

ENGINES = ["eventlet", "gevent", "threading"]


def loudest(url: str) -> int:
    """The peak of a clip's samples (16 bit). It is asked for more than once, as by a page: the machine may be busy."""

    def fetched() -> bytes:
        with contextlib.suppress(HTTPError), urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            return bytes(answer.read())
        return b""

    with wave.open(io.BytesIO(eventually(fetched, url))) as clip:
        assert clip.getnframes() > clip.getframerate() / 4
        samples = array("h", clip.readframes(clip.getnframes()))
    return int(max(samples))


@pytest.mark.parametrize("engine", ENGINES)
def test_one_ticket_from_touch_to_stars(tmp_path: Path, engine: str) -> None:
    with server(tmp_path, engine) as office:
        agent = (
            "-m", "printers", "agent", "--server", office.url, "--access", str(tmp_path / "demo-access.json"),
            "--printer", "virtual", "--data", str(tmp_path),
        )  # fmt: skip
        with process(*agent, wait=False), watching(office.url, office.token("board")) as board:
            journey(office, board, tmp_path)


def test_the_data_folder_is_nobody_elses_to_read(tmp_path: Path) -> None:
    with server(tmp_path) as office:
        office.ask("POST", "/api/v1/tickets", "kiosk", {"service": "HT"})
        assert [path.name for path in tmp_path.glob("moiso.db*") if path.stat().st_mode & 0o077] == []


def journey(office: Server, board: Watcher, data: Path) -> None:
    empty = board.watch("board", "hall")
    assert (empty["kind"], empty["name"], empty["calls"]) == ("board", "hall", [])

    wish = {"service": "HT", "procedure": "1.001193", "priority": "NCT", "language": "vi"}
    status, ticket = office.ask("POST", "/api/v1/tickets", "kiosk", wish, key="touch-1")
    assert (status, ticket["label"], ticket["state"], ticket["ahead"]) == (201, "A001", "waiting", 0)
    assert office.ask("POST", "/api/v1/tickets", "kiosk", wish, key="touch-1") == (200, ticket)

    paper = eventually(lambda: list((data / "virtual-printer").glob("*.png")), "the paper")
    code = zxingcpp.read_barcode(Image.open(paper[0]))
    assert code is not None
    assert code.text == ticket["url"]
    with urllib.request.urlopen(ticket["url"], timeout=PATIENCE) as page:
        assert "A001" in page.read().decode()

    def printed() -> bool:
        answer = office.ask("GET", f"/api/v1/tickets/{ticket['id']}", "kiosk")[1]
        return bool(answer["print"]["state"] == "printed")

    eventually(printed, "the printer's word")

    status, called = office.ask("POST", "/api/v1/counters/2/next", "staff", key="press-1")
    assert (status, called["ticket"]["label"], called["ticket"]["counter"]) == (200, "A001", 2)
    moment = board.moment()
    assert (moment["kind"], moment["ticket"]["label"], moment["counter"]) == ("call", "A001", 2)
    shown = board.picture(lambda picture: picture["calls"])
    assert shown["at"] >= moment["at"] > empty["at"]
    assert [(call["label"], call["counter"]) for call in shown["calls"]] == [("A001", 2)]
    clips = moment["say"]["vi"]
    assert len(clips) == 4  # chime, letters, digits, counter
    assert all(loudest(f"{office.url}{clip}") > 3000 for clip in clips)

    assert office.ask("POST", "/api/v1/counters/2/next", "staff", {})[0] == 409
    assert office.ask("POST", "/api/v1/counters/2/start", "staff")[0] == 200
    assert office.ask("POST", "/api/v1/counters/2/finish", "staff")[0] == 200
    asked = office.ask("GET", "/api/v1/screens/feedback/2", "feedback-2")[1]
    assert asked["ask"]["label"] == "A001"
    opinion = {"level": 1, "reasons": ["CHO_LAU"], "comment": "Xin thêm ghế"}
    assert office.ask("POST", f"/api/v1/tickets/{ticket['id']}/rating", "feedback-2", opinion)[0] == 201
    assert office.ask("POST", f"/api/v1/tickets/{ticket['id']}/rating", "feedback-2", opinion)[0] == 409

    journal = office.ask("GET", "/api/v1/journal?after=0", "admin")[1]
    kinds = ["DayOpened", "TicketIssued", "TicketCalled", "VisitStarted", "VisitFinished", "VisitRated"]
    assert [event["kind"] for event in journal["events"]] == kinds
    assert [event["id"] for event in journal["events"]] == list(range(1, 7))
    assert journal["last"] == 6
    assert office.ask("GET", "/api/v1/journal?after=6", "admin")[1] == {"events": [], "last": 6}
    text = json.dumps(journal, ensure_ascii=False)
    assert "ghế" not in text
    assert not re.search(re.escape(ticket["url"].rpartition("-")[2]), text)
