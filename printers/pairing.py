"""A one-time code from the administration pages becomes this agent's own token."""

import re
from dataclasses import dataclass

import requests

from printers.link import BASE
from printers.web import LinkError, asked, checked_server, json_of, session
from printers.words import said

SECONDS = 10.0
LARGEST = 8192
NAME = re.compile(r"[A-Za-z0-9._-]{1,40}")

WORDS = {
    requests.codes.unauthorized: (
        "mã ghép nối không đúng, đã dùng hoặc đã hết hạn; hãy lấy mã mới ở trang quản trị",
        "the pairing code is wrong, used or too old; make a new one on the administration pages",
    ),
    requests.codes.too_many_requests: (
        "đã thử quá nhiều lần; hãy đợi một phút rồi thử lại",
        "too many tries; wait a minute and try again",
    ),
}


class PairingFailed(RuntimeError):
    """The words say why, in Vietnamese and English."""


@dataclass(frozen=True, slots=True)
class Paired:
    """What the server calls this agent, and the token that proves it."""

    name: str
    token: str


def pair(server: str, code: str, allow_plain: bool = False, ca: str | None = None) -> Paired:
    """Redeem the code; it is used up by this. Raises PairingFailed, and ValueError for an address not to be used."""
    url = checked_server(server, allow_plain) + BASE + "/pair"
    try:
        with session(ca=ca) as link:
            data = asked(link, "POST", url, requests.codes.created, SECONDS, LARGEST, {"code": code.strip()})
    except LinkError as trouble:
        vi, en = WORDS.get(trouble.status) or (f"không ghép nối được với {server}", f"cannot pair: {trouble}")
        raise PairingFailed(said(vi, en)) from trouble
    return _paired(data)


def _paired(data: bytes) -> Paired:
    try:
        answer = json_of(data)
    except ValueError:
        answer = None
    name, token = (answer.get("name"), answer.get("token")) if isinstance(answer, dict) else (None, None)
    if not (isinstance(name, str) and NAME.fullmatch(name) and isinstance(token, str) and token):
        raise PairingFailed(said("máy chủ trả lời không đúng", "the server's answer to the code is not understood"))
    return Paired(name, token)
