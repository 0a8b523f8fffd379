import json
import os
from pathlib import Path

import pytest

from printers.access import VARIABLE, agent_token, keep_pairing, read_pairing
from printers.pairing import Paired, PairingFailed, pair
from tests.printers.fakes import TOKEN, FakeServer


def test_a_code_becomes_a_name_and_a_token_once(server: FakeServer) -> None:
    server.spool.codes["K7QD-9FXW"] = "sanh-1"
    assert pair(server.url, " K7QD-9FXW\n") == Paired("sanh-1", TOKEN)
    with pytest.raises(PairingFailed, match=r"mã ghép nối không đúng.* \[the pairing code is wrong, used or too old"):
        pair(server.url, "K7QD-9FXW")


def test_a_server_that_is_away(server: FakeServer) -> None:
    server.close()
    with pytest.raises(PairingFailed, match=r"không ghép nối được.*does not answer"):
        pair(server.url, "K7QD-9FXW")


@pytest.mark.parametrize("name", ["", "a b", "../x", "x" * 41])
def test_a_name_that_cannot_be_used(server: FakeServer, name: str) -> None:
    server.spool.codes["K7QD-9FXW"] = name or "x y"
    with pytest.raises(PairingFailed, match="not understood"):
        pair(server.url, "K7QD-9FXW")


def test_a_code_is_not_sent_unprotected() -> None:
    with pytest.raises(ValueError, match="--allow-plain-http"):
        pair("http://192.168.1.10:8000", "K7QD-9FXW")


def test_a_pairing_is_kept_for_the_agent_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert read_pairing(tmp_path) == {}
    keep_pairing(tmp_path, {"token": "old"})
    keep_pairing(tmp_path, {"token": TOKEN, "name": "sanh-1", "roll": 50.0})
    assert read_pairing(tmp_path) == {"token": TOKEN, "name": "sanh-1", "roll": 50.0}
    assert agent_token(None, None, read_pairing(tmp_path)) == TOKEN
    if os.name == "posix":
        assert (tmp_path / "agent.json").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["agent.json"]


def test_what_is_given_comes_before_the_pairing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "token").write_text("from-file")
    assert agent_token(None, tmp_path / "token", {"token": "kept"}) == "from-file"
    monkeypatch.setenv(VARIABLE, "from-environment")
    assert agent_token(None, None, {"token": "kept"}) == "from-environment"


@pytest.mark.parametrize("text", ["", "[]", "{", '{"token": null}', '{"token": {"a": 1}}'])
def test_a_pairing_that_cannot_be_read_says_what_to_do(tmp_path: Path, text: str) -> None:
    (tmp_path / "agent.json").write_text(text)
    with pytest.raises(ValueError, match="pair this agent again"):
        read_pairing(tmp_path)


def test_a_kept_token_must_be_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    for kept in ({}, {"name": "x"}, {"token": "two\nlines"}):
        with pytest.raises(ValueError, match=r"agent.json|MOISO_AGENT_TOKEN|plain characters"):
            agent_token(None, None, json.loads(json.dumps(kept)))
