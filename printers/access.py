"""Where the agent's token comes from: a file of its own, the demonstration's access file, or the environment."""

import json
import os
from pathlib import Path

VARIABLE = "MOISO_AGENT_TOKEN"


def agent_token(access: Path | None, token_file: Path | None) -> str:
    """The token of the first source named. Raises ValueError that says what is missing."""
    if token_file is not None:
        token = _read(token_file).strip()
        source = str(token_file)
    elif access is not None:
        token, source = _from_access(access), str(access)
    else:
        token, source = os.environ.get(VARIABLE, ""), VARIABLE
    if not token:
        raise ValueError(f"no agent token in {source}: give --token-file, --access or {VARIABLE}")
    if any(not "!" <= letter <= "~" for letter in token):
        raise ValueError(f"the agent token in {source} is not one line of plain characters")
    return token


def _from_access(path: Path) -> str:
    text = _read(path)
    try:
        token = json.loads(text)["devices"]["agent"]["token"]
    except (ValueError, KeyError, TypeError) as trouble:
        raise ValueError(f"{path} holds no devices.agent.token") from trouble
    return token if isinstance(token, str) else ""


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as trouble:
        raise ValueError(f"{path} cannot be read: {trouble.strerror}") from trouble
