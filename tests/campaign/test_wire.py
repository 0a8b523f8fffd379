"""The line that is broken in campaigns carries everything while it is whole, and not what it should not otherwise."""

import contextlib
import socket
import threading
from collections.abc import Iterator

import pytest

from tests.campaign.wire import HOST, Wire
from tests.waiting import PATIENCE


class Echo:
    """A far end that gives back what it gets, and remembers it."""

    def __init__(self) -> None:
        self.listener = socket.create_server((HOST, 0))
        self.port = int(self.listener.getsockname()[1])
        self.got = b""
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                link, _ = self.listener.accept()
                while data := link.recv(4096):
                    self.got += data
                    link.sendall(data)
                link.close()
            except OSError:
                if self.listener.fileno() < 0:
                    return


@pytest.fixture
def echo() -> Iterator[Echo]:
    far = Echo()
    yield far
    far.listener.close()


def connected(wire: Wire) -> socket.socket:
    return socket.create_connection((HOST, wire.port), timeout=PATIENCE)


def read_all(link: socket.socket) -> bytes:
    data = b""
    while piece := link.recv(4096):
        data += piece
    return data


def test_a_whole_wire_carries_everything_and_the_end(echo: Echo) -> None:
    with Wire(echo.port) as wire, connected(wire) as link:
        link.sendall(b"x" * 10_000)
        link.shutdown(socket.SHUT_WR)
        assert read_all(link) == b"x" * 10_000


def test_a_cut_wire_ends_the_connection(echo: Echo) -> None:
    with Wire(echo.port) as wire, connected(wire) as link:
        wire.cut_after(5)
        link.sendall(b"123")
        assert link.recv(3) == b"123"
        link.sendall(b"456")
        with contextlib.suppress(ConnectionError):
            assert link.recv(10) == b""
        assert wire.struck == 1
        assert echo.got == b"123"


def test_a_blocked_wire_carries_on_when_it_is_healed(echo: Echo) -> None:
    with Wire(echo.port) as wire, connected(wire) as link:
        wire.block_after(0)
        link.sendall(b"123")
        assert wire.wait_for(lambda: wire.struck > 0, PATIENCE)
        assert echo.got == b""
        wire.heal()
        assert link.recv(3) == b"123"


@pytest.mark.parametrize("back", [False, True])
def test_a_word_blocks_its_connection_either_way(back: bool) -> None:
    listener = socket.create_server((HOST, 0))
    with listener, Wire(int(listener.getsockname()[1])) as wire, connected(wire) as link:
        far, _ = listener.accept()
        wire.block_at(b"word")
        link.sendall(b"before")
        assert far.recv(10) == b"before"
        near, other = (far, link) if back else (link, far)
        near.sendall(b"a word")
        assert wire.wait_for(lambda: wire.struck > 0, PATIENCE)
        wire.heal()
        assert other.recv(10) == b"a word"
        far.close()
