"""How an agent proves itself: a token from a file, the demonstration's access file, the environment, or its pairing.

A pairing is kept in `agent.json` in the agent's data folder (mode 0600) with everything that was chosen when it was
made, so that later starts need no option.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from printers.files import replace_whole
from printers.words import said

VARIABLE = "MOISO_AGENT_TOKEN"
PAIRING = "agent.json"

Kept = Mapping[str, str | int | float | bool]
"""What a pairing remembers: `token`, `name`, and options of the command line by their names."""


def agent_token(access: Path | None, token_file: Path | None, kept: Kept | None = None) -> str:
    """The token of the first source named. Raises ValueError that says what is missing."""
    if token_file is not None:
        token = _read(token_file).strip()
        source = str(token_file)
    elif access is not None:
        token, source = _from_access(access), str(access)
    elif os.environ.get(VARIABLE) or not kept:
        token, source = os.environ.get(VARIABLE, ""), VARIABLE
    else:
        token, source = str(kept.get("token", "")), PAIRING
    if not token:
        raise ValueError(
            said(
                f"không có mã truy cập của chương trình in trong {source}: hãy cho --pair CODE, --token-file, --access"
                f" hoặc {VARIABLE}",
                f"no agent token in {source}: give --pair CODE, --token-file, --access or {VARIABLE}",
            )
        )
    if any(not "!" <= letter <= "~" for letter in token):
        raise ValueError(
            said(
                f"mã truy cập trong {source} không phải là một dòng ký tự thường",
                f"the agent token in {source} is not one line of plain characters",
            )
        )
    return token


def read_pairing(data: Path) -> Kept:
    """What the agent in this data folder keeps of its pairing; empty when it has none. Raises ValueError."""
    path = data / PAIRING
    if not path.exists():
        return {}
    try:
        kept = json.loads(_read(path))
    except ValueError as trouble:
        raise _not_understood(path) from trouble
    if not isinstance(kept, dict) or not all(isinstance(value, str | int | float | bool) for value in kept.values()):
        raise _not_understood(path)
    return kept


def keep_pairing(data: Path, kept: Kept) -> None:
    """Write it down: readable by the agent alone, all of it or nothing, on disk when this returns."""
    replace_whole(data / PAIRING, (json.dumps(kept, ensure_ascii=False, indent=1) + "\n").encode())


def _not_understood(path: Path) -> ValueError:
    return ValueError(
        said(
            f"không hiểu được nội dung của {path}; hãy ghép nối lại máy này",
            f"{path} cannot be understood; pair this agent again",
        )
    )


def _from_access(path: Path) -> str:
    text = _read(path)
    try:
        token = json.loads(text)["devices"]["agent"]["token"]
    except (ValueError, KeyError, TypeError) as trouble:
        raise ValueError(
            said(f"{path} không có devices.agent.token", f"{path} holds no devices.agent.token")
        ) from trouble
    return token if isinstance(token, str) else ""


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as trouble:
        why = trouble.strerror if isinstance(trouble, OSError) else "not UTF-8"
        raise ValueError(said(f"không đọc được {path}", f"{path} cannot be read: {why}")) from trouble
