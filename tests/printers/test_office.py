"""The agent at a real office: pairing, printing, strangers."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from printers.link import Link, NotOurs, PrinterReport, Report
from printers.web import LinkError
from server import codes
from server.store import Store, open_engine
from tests.printers.test_process import program
from tests.processes import Server
from tests.processes import server as running_server
from tests.waiting import eventually

READY = PrinterReport("sanh-2", "ready", paper="ok")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running_server(tmp_path_factory.mktemp("office"), MOISO_VOICE="off") as running:
        yield running


@contextmanager
def rows(office: Server) -> Iterator[Store]:
    store = Store(open_engine(office.data / "moiso.db"))
    yield store
    store.close()


def code_for(office: Server, name: str) -> str:
    with rows(office) as store, store.writing() as connection:
        return codes.issue(connection, name, None, time.time_ns() // 1_000_000)


def test_a_paired_agent_prints_also_after_a_start_without_options(office: Server, tmp_path: Path) -> None:
    data = str(tmp_path / "agent")

    def take() -> str:
        status, ticket = office.ask("POST", "/api/v1/tickets", "kiosk", {"service": "HT"})
        assert status == 201
        return str(ticket["id"])

    def printed(ticket: str) -> bool:
        return bool(office.ask("GET", f"/api/v1/tickets/{ticket}", "kiosk")[1]["print"]["state"] == "printed")

    first = ["agent", "--server", office.url, "--pair", code_for(office, "sanh-1"), "--data", data]
    for arguments in (first, ["agent", "--data", data]):
        with program(*arguments, MOISO_AGENT_TOKEN=""):
            ticket = take()
            eventually(lambda ticket=ticket: printed(ticket), "paper")  # type: ignore[misc]
    with program(*first, MOISO_AGENT_TOKEN="") as again:
        output, _ = again.communicate(timeout=30)
    assert again.returncode == 2
    assert "mã ghép nối không đúng" in output


def test_the_office_refuses_a_stranger(office: Server) -> None:
    with pytest.raises(LinkError, match="401"):
        Link(office.url, "somebody-elses-token").poll([READY], [], 0)


def test_the_office_refuses_what_was_never_given(office: Server) -> None:
    link = Link(office.url, office.token("agent"))
    assert link.poll([READY], [Report("0123456789abcdef", "printed")], 0).refused == ("0123456789abcdef",)
    with pytest.raises(NotOurs):
        link.progress([READY], "0123456789abcdef", "sending", "")
    with pytest.raises(LinkError, match="404"):
        link.logo("0" * 64)
