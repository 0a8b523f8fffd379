"""A card's number reaches no row, no journal, no log and no answer; its code and key leave the files when they are
forgotten."""

import hashlib
import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from server import holders, store
from server.caretaker import Caretaker
from server.rules.commands import TakeTicket
from server.store import database
from server.tables import day_key, holder, metadata, touch
from tests.server.conftest import Centre, make_centre

DAYS = [f"2026-11-{day:02}" for day in range(1, 21)]
CARD = "079190000000"
HOUR = 3_600_000


def files(folder: Path) -> bytes:
    """Everything that lies in the folder of a database."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def one_morning(folder: Path) -> tuple[store.Store, list[bytes]]:
    """A database with twenty days' keys and the codes of 400 cards, and the secrets that must go."""
    opened = store.Store(store.open_engine(folder / "moiso.db"))
    secrets: list[bytes] = []
    with opened.writing() as connection:
        metadata.create_all(connection)
    for day in DAYS:  # page after page, so that rows move between pages too
        with opened.writing() as connection:
            for number in range(20):
                code = holders.code_of(connection, day, f"{number:012}")
                holders.remember(connection, day, code, f"{day}-A{number:03}")
                secrets.append(code.encode())
            secrets.append(connection.scalar(select(day_key.c.key).where(day_key.c.day == day)) or b"")
    return opened, secrets


def forgotten(opened: store.Store) -> None:
    for day in DAYS:
        with opened.writing() as connection:
            holders.forget(connection, day)


def test_forgotten_keys_and_codes_are_gone_from_the_files(tmp_path: Path) -> None:
    opened, secrets = one_morning(tmp_path)
    assert sum(secret in files(tmp_path) for secret in secrets) == len(secrets)
    forgotten(opened)
    left = files(tmp_path)  # while it is open: no closing cleans up behind it
    assert [secret for secret in secrets if secret in left] == []
    opened.close()


@pytest.mark.parametrize("missing", ["secure_delete", "leave_no_trace"])
def test_without_either_of_the_two_they_would_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    if missing == "secure_delete":
        pragmas = [p for p in database.PRAGMAS if not p.startswith("secure_delete")]
        monkeypatch.setattr(database, "PRAGMAS", (*pragmas, "secure_delete=OFF"))
    else:
        monkeypatch.setattr(holders, "leave_no_trace", lambda connection: None)
    opened, secrets = one_morning(tmp_path)
    forgotten(opened)
    left = files(tmp_path)
    assert any(secret in left for secret in secrets)
    opened.close()


def test_a_reader_only_puts_it_off_to_the_next_write(tmp_path: Path) -> None:
    opened, secrets = one_morning(tmp_path)
    with opened.reading() as connection:
        connection.execute(select(holder).limit(1)).all()
        forgotten(opened)
        assert any(secret in files(tmp_path) for secret in secrets)
    with opened.writing():
        pass
    left = files(tmp_path)
    assert not any(secret in left for secret in secrets)
    opened.close()


@pytest.fixture
def monday(tmp_path: Path) -> Iterator[Centre]:
    made = make_centre(tmp_path, real_hours=True)
    made.clock[0] += 48 * HOUR  # from the told clock's Saturday
    Caretaker(made.house, lambda seconds: None).round()
    yield made
    made.house.store.close()


def test_a_take_with_a_card_leaves_its_number_nowhere(
    monday: Centre, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    said = []
    for body, key in (
        ({"service": "XH", "card": CARD}, "a"),
        ({"service": "XH", "card": CARD}, "b"),  # refused: has a number
        ({"service": "XH", "card": f"{CARD}|Nguyen"}, "c"),  # malformed
        ({"service": "XH", "card": CARD, "extra": 1}, "d"),
        ({"service": "nothing", "card": CARD}, "e"),
    ):
        said.append(monday.ask("POST", "/api/v1/tickets", "kiosk", body, Idempotency_Key=f"touch-{key}"))
    assert [answer.status_code for answer in said] == [201, 409, 422, 422, 404]
    traces = [CARD.encode(), *(hash_of(CARD.encode()).encode() for hash_of in GUESSABLE)]
    heard = caplog.text.encode() + b"".join(answer.get_data() for answer in said) + files(tmp_path)
    assert [trace for trace in traces if trace in heard] == []
    assert b"touch-a" in files(tmp_path), "the files that were read are those that were written"


def test_the_digest_of_a_touch_knows_no_card(monday: Centre) -> None:
    """With the card in it, twelve digits could be found by trying them all."""
    monday.ask("POST", "/api/v1/tickets", "kiosk", {"service": "XH", "card": CARD}, Idempotency_Key="with")
    plain = hashlib.sha256(repr(TakeTicket("XH", None, None, "vi", 1, staff=False)).encode()).hexdigest()
    with monday.house.store.reading() as connection:
        assert connection.scalar(select(touch.c.asked).where(touch.c.key == "with")) == plain


def test_the_closing_of_the_day_empties_the_files_too(monday: Centre, tmp_path: Path) -> None:
    monday.ask("POST", "/api/v1/tickets", "kiosk", {"service": "XH", "card": CARD})
    with monday.house.store.reading() as connection:
        secrets = [
            connection.scalar(select(day_key.c.key)) or b"",
            str(connection.scalar(select(holder.c.code))).encode(),
        ]
    assert all(secret and secret in files(tmp_path) for secret in secrets)
    monday.clock[0] += 9 * HOUR + HOUR // 10
    Caretaker(monday.house, lambda seconds: None).round()
    left = files(tmp_path)
    assert [secret for secret in secrets if secret in left] == []


def _hex(name: str) -> Callable[[bytes], str]:
    return lambda text: hashlib.new(name, text).hexdigest()


GUESSABLE = [_hex(name) for name in ("md5", "sha1", "sha256", "sha512")]
