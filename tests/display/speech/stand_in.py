"""A stand-in for Google Translate on 127.0.0.1, reached as a real one is: through a proxy, TLS and gTTS's protocol.

It lets only translate.google.com:443 through and notes every other host that was asked for.
"""

import base64
import contextlib
import json
import re
import socket
import ssl
import subprocess
import threading
import urllib.parse
from pathlib import Path

from tests.display.speech.sounds import make_mp3

HOST = "translate.google.com"
PATH = "/_/TranslateWebserverUi/data/batchexecute"


def certificates(folder: Path, host: str = HOST) -> tuple[Path, Path, Path]:
    """A throw-away authority and a certificate for `host`: (authority, certificate, key). Needs the openssl program."""

    def openssl(*arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True, timeout=60)

    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    openssl("req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=Test authority")
    openssl("req", *key, "-keyout", "server.key", "-out", "server.csr", "-subj", f"/CN={host}")
    (folder / "san").write_text(f"subjectAltName=DNS:{host}\n")
    signing = ("-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "san", "-days", "2")
    openssl("x509", "-req", "-in", "server.csr", *signing, "-out", "server.pem")
    return folder / "ca.pem", folder / "server.pem", folder / "server.key"


class StandIn:
    """The proxy and the server behind it. `fault` chooses how it answers; `asked` are the texts it was sent."""

    def __init__(self, certificate: Path, key: Path) -> None:
        self.fault = ""
        self.asked: list[tuple[str, str]] = []
        self.refused: list[str] = []
        self.wrong: list[str] = []
        self._closing = threading.Event()
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate, key)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def proxy(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def close(self) -> None:
        self._closing.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(30)
        with contextlib.suppress(OSError), connection:
            target = _head(connection).split(" ")[1]
            if target != f"{HOST}:443":
                self.refused.append(target)
                connection.sendall(b"HTTP/1.1 403 Forbidden\r\n\r\n")
                return
            connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            with self._context.wrap_socket(connection, server_side=True) as secure:
                text = self._read(secure)
                self._answer(secure, text)

    def _read(self, secure: ssl.SSLSocket) -> str:
        """The text of a request, checked as strictly as the real server may."""
        head = _head(secure)
        size = int(re.search(r"(?i)content-length: (\d+)", head)[1])  # type: ignore[index]
        body = b""
        while len(body) < size:
            body += secure.recv(65_536)
        if not head.startswith(f"POST {PATH} HTTP/1.1\r\n") or "application/x-www-form-urlencoded" not in head:
            self.wrong.append(head)
        [[[rpc, inner, nothing, generic]]] = json.loads(urllib.parse.parse_qs(body.decode())["f.req"][0])
        text, lang, speed, null = json.loads(inner)
        if (rpc, nothing, generic, speed, null) != ("jQ1olc", None, "generic", None, "null") or len(text) > 100:
            self.wrong.append(body.decode())
        self.asked.append((text, lang))
        return str(text)

    def _answer(self, secure: ssl.SSLSocket, text: str) -> None:
        sound = make_mp3(0.08 * len(text))
        if self.fault == "429":
            secure.sendall(b"HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        elif self.fault == "robot":
            secure.sendall(b"HTTP/1.1 302 Found\r\nLocation: https://www.google.com/sorry\r\nContent-Length: 0\r\n\r\n")
        elif self.fault == "500":
            secure.sendall(b"HTTP/1.1 500 Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        elif self.fault == "html":
            secure.sendall(_http(b"<!doctype html><title>Sign in to the Wi-Fi</title>"))
        elif self.fault == "no audio":
            secure.sendall(_http(b')]}\'\n\n[["wrb.fr","jQ1olc",null,null,null,[3],"generic"]]\n'))
        elif self.fault == "half":
            secure.sendall(_http(_envelope(sound[: len(sound) // 2 + 5])))
        elif self.fault == "short":
            secure.sendall(_http(_envelope(make_mp3(0.2))))
        elif self.fault == "not mp3":
            secure.sendall(_http(_envelope(b"RIFF" + bytes(4000))))
        elif self.fault == "cut":
            secure.sendall(_http(_envelope(sound))[:-200])
        elif self.fault == "hang":
            self._closing.wait(60)
        elif self.fault == "drip":
            self._drip(secure, _http(_envelope(sound)))
        else:
            secure.sendall(_http(_envelope(sound)))

    def _drip(self, secure: ssl.SSLSocket, answer: bytes) -> None:
        """A few bytes at a time: no single wait is long, the whole takes minutes."""
        for i in range(0, len(answer), 20):
            secure.sendall(answer[i : i + 20])
            if self._closing.wait(0.2):
                return


def _head(connection: socket.socket) -> str:
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        byte = connection.recv(1)
        if not byte:
            raise ConnectionResetError
        head += byte
    return head.decode()


def _http(body: bytes) -> bytes:
    return (
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nConnection: close\r\n"
        b"Content-Length: %d\r\n\r\n" % len(body)
    ) + body


def _envelope(sound: bytes) -> bytes:
    """The answer's wrapping: a guard line, then lengths and lines of JSON."""
    inner = json.dumps([base64.b64encode(sound).decode()])
    line = json.dumps([["wrb.fr", "jQ1olc", inner, None, None, None, "generic"], ["di", 57]])
    return f')]}}\'\n\n{len(line)}\n{line}\n25\n[["e",4,null,null,130]]\n'.encode()
