"""pip itself, where Python came without it: one pinned wheel from the package index, run straight from the file.

pip's wheel is a zip with a `__main__.py` inside, so Python can run it unpacked from nowhere, and it can install itself.
"""

import hashlib
import re
import ssl
import tempfile
import urllib.error
import urllib.request
from collections.abc import Mapping
from html import unescape
from pathlib import Path
from urllib.parse import urljoin

from tools.command import run
from tools.talk import Trouble

VERSION = "26.3"
FILE = f"pip-{VERSION}-py3-none-any.whl"
SHA256 = "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"
INDEX = "https://pypi.org/simple"


def install(python: Path, env: Mapping[str, str]) -> None:
    """Put the pinned pip into the environment of `python`. Raises `Trouble` when it cannot be had or is not the one."""
    with tempfile.TemporaryDirectory() as folder:
        wheel = Path(folder) / FILE
        wheel.write_bytes(checked(fetch(env)))
        run([python, f"{wheel}/pip", "--disable-pip-version-check", "install", "--no-index", wheel])


def checked(content: bytes) -> bytes:
    found = hashlib.sha256(content).hexdigest()
    if found != SHA256:
        raise Trouble(
            f"Tệp {FILE} tải về không đúng; không dùng tệp này.",
            f"The {FILE} that arrived is not the pinned one; it is not used.",
            f"    sha256 {found}\n    wanted {SHA256}",
        )
    return content


def fetch(env: Mapping[str, str]) -> bytes:
    """The wheel's bytes from the index that pip would use (`PIP_INDEX_URL`, `PIP_CERT`)."""
    index = (env.get("PIP_INDEX_URL") or INDEX).rstrip("/") + "/pip/"
    context = ssl.create_default_context(cafile=env.get("PIP_CERT") or None)
    try:
        return _get(link(_get(index, context).decode("utf-8", "replace"), index), context)
    except (urllib.error.URLError, TimeoutError, OSError) as error:
        raise Trouble(
            "Không tải được pip. Hãy kiểm tra mạng, hoặc cài gói python3-venv, rồi chạy lại.",
            "pip could not be fetched. Check the network, or install the package python3-venv, and run again.",
            f"    {index}: {error}",
        ) from error


def link(page: str, base: str) -> str:
    """Where the index page says the wheel is (the "simple" index, PEP 503). Raises `Trouble` when it is not there."""
    for href in re.findall(r"""href\s*=\s*["']([^"']+)["']""", page):
        address = unescape(href).partition("#")[0]
        if address.rpartition("/")[2] == FILE:
            return urljoin(base, address)
    raise Trouble(f"Kho gói không có {FILE}.", f"The package index does not have {FILE}.", f"    {base}")


def _get(address: str, context: ssl.SSLContext) -> bytes:
    with urllib.request.urlopen(address, timeout=60, context=context) as answer:
        content: bytes = answer.read()
        return content
