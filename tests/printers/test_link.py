import re
from datetime import datetime, timedelta, timezone

import pytest
import requests

from printers.link import LARGEST_LOGO, Link, NotOurs, PrinterReport, Report, parse_answer
from printers.web import LinkError, checked_server
from tests.printers.fakes import SLIP, TOKEN, FakeServer, job

NOW = "2026-11-21T08:15:00+07:00"


def test_a_poll_reports_and_brings_a_job(server: FakeServer) -> None:
    server.spool.offer(job("a-1"))
    answer = Link(server.url, TOKEN).poll([PrinterReport("printer-1", "ready")], [Report("a-0", "printed")], 0)
    assert answer.job is not None
    assert answer.job.attempt == "a-1"
    assert answer.job.slip == SLIP.to_dict()
    assert server.spool.reports == [{"attempt": "a-0", "outcome": "printed", "detail": "", "began": True}]
    assert server.spool.printers == [
        {
            "name": "printer-1",
            "state": "ready",
            "detail": "",
            "paper": "unknown",
            "level": "L3",
            "width": 576,
            "tickets_left": None,
            "model": "",
        }
    ]


def test_only_what_may_be_on_paper_has_begun() -> None:
    assert [Report("a", outcome).began for outcome in ("printed", "unknown", "sent_unconfirmed")] == [True] * 3
    assert [Report("a", outcome).began for outcome in ("not_sent", "expired")] == [False] * 2


def test_progress_is_told_with_the_printer(server: FakeServer) -> None:
    Link(server.url, TOKEN).progress([PrinterReport("printer-1", "paper_out")], "a-1", "stuck", "paper_out")
    [told] = server.spool.progress
    assert (told["attempt"], told["state"], told["detail"]) == ("a-1", "stuck", "paper_out")
    assert told["printers"][0]["state"] == "paper_out"  # type: ignore[index]


def test_progress_of_an_attempt_that_is_closed(server: FakeServer) -> None:
    server.spool.strangers.add("a-1")
    with pytest.raises(NotOurs, match="409"):
        Link(server.url, TOKEN).progress([], "a-1", "sending", "")
    server.spool.down = True
    with pytest.raises(LinkError) as caught:
        Link(server.url, TOKEN).progress([], "a-1", "sending", "")
    assert not isinstance(caught.value, NotOurs)


def test_the_server_names_the_reports_it_refuses(server: FakeServer) -> None:
    server.spool.strangers.add("a-0")
    answer = Link(server.url, TOKEN).poll([], [Report("a-0", "printed"), Report("a-1", "printed")], 0)
    assert answer.refused == ("a-0",)


def test_a_logo_is_brought_up_to_its_size(server: FakeServer) -> None:
    server.spool.logos["f00"] = b"x" * LARGEST_LOGO
    link = Link(server.url, TOKEN)
    assert link.logo("f00") == b"x" * LARGEST_LOGO
    server.spool.logos["f00"] += b"x"
    with pytest.raises(LinkError, match="larger than"):
        link.logo("f00")
    with pytest.raises(LinkError, match="404"):
        link.logo("abc")


def test_a_problem_is_told_in_its_words(server: FakeServer) -> None:
    with pytest.raises(LinkError, match=r"401 Unauthorized: unknown token .*token right") as caught:
        Link(server.url, "wrong-token").poll([], [], 0)
    assert "wrong-token" not in str(caught.value)
    server.spool.down = True
    with pytest.raises(LinkError, match="503 Service Unavailable"):
        Link(server.url, TOKEN).poll([], [], 0)


def test_a_server_that_is_not_there(server: FakeServer) -> None:
    server.close()
    with pytest.raises(LinkError, match="does not answer"):
        Link(server.url, TOKEN).poll([], [], 0)


def test_no_proxy_and_no_netrc_come_between(server: FakeServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setattr(requests.sessions, "get_netrc_auth", lambda url: ("somebody", "else"))
    assert Link(server.url, TOKEN).poll([], [], 0).job is None


@pytest.mark.parametrize(
    "url", ["https://moiso.example/", "http://127.0.0.1:8000", "http://[::1]:8000", "http://localhost"]
)
def test_good_servers(url: str) -> None:
    assert checked_server(url, allow_plain=False) == url.rstrip("/")


@pytest.mark.parametrize("url", ["http://192.168.1.10:8000", "http://moiso.example", "http://127.0.0.1.example"])
def test_plain_http_only_to_this_machine_unless_allowed(url: str) -> None:
    with pytest.raises(ValueError, match="https"):
        Link(url, TOKEN)
    assert checked_server(url, allow_plain=True) == url


@pytest.mark.parametrize(
    "url", ["", "http://[", "moiso.example", "ftp://moiso.example", "https://user:pass@moiso.example"]
)
def test_bad_addresses(url: str) -> None:
    with pytest.raises(ValueError, match="not a server address"):
        checked_server(url, allow_plain=True)


def test_answers() -> None:
    hanoi = timezone(timedelta(hours=7))
    assert parse_answer({"job": None, "now": NOW}).now == datetime(2026, 11, 21, 8, 15, tzinfo=hanoi)
    assert parse_answer({"job": job(17), "now": "2026-11-21T01:15:00Z", "more": 1}).job is not None


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {"job": None},
        {"job": None, "now": "yesterday"},
        {"job": None, "now": "2026-11-21T08:15:00"},
        {"job": "a-1", "now": NOW},
        {"job": {**job("a"), "attempt": None}, "now": NOW},
        {"job": {**job("a"), "attempt": True}, "now": NOW},
        {"job": {**job("a"), "slip": []}, "now": NOW},
        {"job": {**job("a"), "copy": "1"}, "now": NOW},
        {"job": {**job("a"), "expires_at": None}, "now": NOW},
        {"job": None, "now": NOW, "refused": "a-1"},
        {"job": None, "now": NOW, "refused": [None]},
    ],
)
def test_an_answer_that_cannot_be_used(data: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_answer(data)


def test_every_process_has_a_session_of_its_own(server: FakeServer) -> None:
    one, other = Link(server.url, TOKEN), Link(server.url, TOKEN)
    for link in (one, one, other):
        link.poll([PrinterReport("printer-1", "ready")], [], 0)
    first, again, another = server.spool.sessions
    assert first == again != another
    assert re.fullmatch("[0-9a-f]{16}", first)
    one.progress([], "a-1", "sending", "")
    assert server.spool.progress[0]["session"] == first


def test_without_a_printer_nothing_is_asked_for(server: FakeServer) -> None:
    server.spool.offer(job("a-1"))
    assert Link(server.url, TOKEN).poll([], [Report("a-0", "expired")], 0).job is None
    assert server.spool.outcomes() == [("a-0", "expired")]
