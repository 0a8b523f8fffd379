"""An Internet that is not there: a proxy that refuses every host and remembers who was wanted."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class Nowhere:
    """`environment` leads every client of a process into it; `wanted` are the hosts that were asked for."""

    port: int = 0
    wanted: list[str] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        proxy = f"http://127.0.0.1:{self.port}"
        names = ("http_proxy", "https_proxy", "all_proxy")
        return {spelling: proxy for name in names for spelling in (name, name.upper())} | {
            "no_proxy": "127.0.0.1",
            "NO_PROXY": "127.0.0.1",
        }


@contextmanager
def nowhere() -> Iterator[Nowhere]:
    """Refuses until the block ends."""
    found = Nowhere()

    class Refusal(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            words = self.rfile.readline(4096).decode(errors="replace").split()
            found.wanted.append(words[1] if len(words) > 1 else "?")
            self.wfile.write(b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Refusal) as listener:
        found.port = listener.server_address[1]
        listener.daemon_threads = True
        thread = threading.Thread(target=listener.serve_forever, args=(0.1,), daemon=True)
        thread.start()
        yield found
        listener.shutdown()
        thread.join(10)
