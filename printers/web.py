"""One HTTP question to the centre's server: encrypted or on this machine, no redirect, no endless body, no secret in a
message."""

import ipaddress
import json
import time
from typing import Any
from urllib.parse import urlsplit

import requests

from printers.words import said

CONNECT_SECONDS = 3.05
PIECE = 1024
LONGEST_WORDS = 300


class LinkError(Exception):
    """The server could not be asked, or its answer could not be used; the message is for a log, without secrets.

    `status` is what HTTP said, 0 when it said nothing.
    """

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


def session(token: str = "", ca: str | None = None) -> requests.Session:
    """A connection that is kept open; `ca` is a file of certificate authorities in place of the usual ones."""
    made = requests.Session()
    # a .netrc entry would replace the token, a proxy would see it
    made.trust_env = False
    if token:
        made.headers["Authorization"] = f"Bearer {token}"
    made.verify = ca or True
    return made


def asked(
    link: requests.Session, method: str, url: str, expected: int, seconds: float, largest: int, body: object = None
) -> bytes:
    """The body of the answer if its status is `expected`. Raises LinkError, also for more than `largest` bytes.

    The body may take `seconds` in all. Of status line and headers every single read may: what is sent of them piece by
    piece can last longer, bounded only by the length and the number of headers that `http.client` takes.
    """
    try:
        with link.request(
            method, url, json=body, timeout=(CONNECT_SECONDS, seconds), allow_redirects=False, stream=True
        ) as response:
            data = _body(response, largest, time.monotonic() + seconds)
    except requests.RequestException as trouble:
        raise LinkError(f"the server does not answer ({type(trouble).__name__})") from trouble
    if response.status_code != expected:
        raise LinkError(_problem(response, data), response.status_code)
    return data


def _body(response: requests.Response, largest: int, deadline: float) -> bytes:
    data = bytearray()
    for piece in response.iter_content(PIECE):
        data += piece
        if time.monotonic() > deadline:
            raise LinkError("the server's answer comes too slowly", response.status_code)
        if len(data) > largest:
            raise LinkError(f"the server's answer is larger than {largest} bytes", response.status_code)
    return bytes(data)


def json_of(data: bytes) -> Any:
    """What the bytes say. Raises ValueError when that is not JSON."""
    try:
        return json.loads(data)
    except RecursionError as trouble:
        raise ValueError("nested too deeply") from trouble


def checked_server(server: str, allow_plain: bool) -> str:
    """The base address without a closing slash; ValueError unless it is https, or http to this machine, or allowed."""
    try:
        parts = urlsplit(server)
    except ValueError:
        parts = urlsplit("")
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not host or parts.username or parts.query or parts.fragment:
        raise ValueError(
            said(
                f"{server!r} không phải là địa chỉ máy chủ như https://moiso.example",
                f"{server!r} is not a server address such as https://moiso.example",
            )
        )
    if parts.scheme == "http" and not (allow_plain or _is_loopback(host)):
        raise ValueError(
            said(
                f"{server!r} sẽ gửi mã truy cập mà không được bảo vệ: hãy dùng https, hoặc cho phép rõ ràng bằng"
                " --allow-plain-http",
                "the agent's token would be sent unprotected: use https, or allow plain http expressly"
                " (--allow-plain-http)",
            )
        )
    return server.rstrip("/")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _problem(response: requests.Response, data: bytes) -> str:
    """The status, and what an `application/problem+json` body (RFC 9457) says about it."""
    words = ""
    if response.headers.get("Content-Type", "").split(";")[0].strip().endswith("json"):
        try:
            body = json_of(data)
        except ValueError:
            body = None
        if isinstance(body, dict):
            words = ": ".join(str(body[key]) for key in ("title", "detail") if body.get(key))
    hint = " (is the agent's token right?)" if response.status_code in (401, 403) else ""
    return f"the server answered {response.status_code}{' ' + words[:LONGEST_WORDS] if words else ''}{hint}"
