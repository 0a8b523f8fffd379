"""How the centre speaks is kept in one row: differences only, and never so that the office cannot start."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from display.speech.manner import Hours, Manner, Tongue, standard
from display.speech.numbers import SOUTH
from display.speech.wording import standard_wording
from server.speech import voice
from server.store import Store
from server.tables import voice as row
from tests.server.offices import open_store
from tests.server.rules.halls import small_centre


@pytest.fixture
def rows(tmp_path: Path) -> Store:
    return open_store(tmp_path / "moiso.db")


def save(rows: Store, manner: Manner, names: dict[str, str] | None = None, edition: int | None = None) -> int:
    with rows.writing() as connection:
        return voice.save(connection, manner, names or {}, "admin", 7, edition=edition)


def load(rows: Store) -> voice.Speech:
    with rows.reading() as connection:
        return voice.load(connection)


def khmer() -> Tongue:
    return Tongue("km", "recorded", "always", wording=standard_wording("km"))


def test_a_new_centre_speaks_as_usual(rows: Store) -> None:
    assert load(rows) == voice.Speech(standard())


def test_everything_that_was_chosen_comes_back(rows: Store) -> None:
    usual = standard()
    call = replace(usual.tongues[0].wording, call="Mời số {number} vào quầy {counter}.")
    first = replace(usual.tongues[0], voice="espeak", speed=90, wording=call)
    manner = Manner((first, khmer()), SOUTH, 65, (Hours(690, 810, 0),), chime=False, closing_minutes=20, rating=True)
    save(rows, manner, {"km": "Tiếng Khmer"})
    assert load(rows) == voice.Speech(manner, {"km": "Tiếng Khmer"}, edition=1)


def test_only_own_words_are_kept(rows: Store) -> None:
    usual = standard()
    own = replace(usual.tongues[0].wording, check="Nghe rõ không?")
    save(rows, replace(usual, tongues=(replace(usual.tongues[0], wording=own), *usual.tongues[1:])))
    with rows.reading() as connection:
        body = connection.execute(select(row.c.body)).scalar_one()
    assert [tongue["wording"] for tongue in body["manner"]["tongues"]] == [{"check": "Nghe rõ không?"}, {}]


def test_a_name_goes_with_its_language(rows: Store) -> None:
    usual = standard()
    save(rows, replace(usual, tongues=(*usual.tongues, khmer())), {"km": "Tiếng Khmer"})
    save(rows, usual, dict(load(rows).names))
    assert load(rows).names == {}


def test_a_pause_is_remembered_beside_the_manner(rows: Store) -> None:
    manner = replace(standard(), volume=30)
    with rows.writing() as connection:
        voice.save_pause(connection, True, "admin", 7)
    assert load(rows) == voice.Speech(standard(), paused=True)
    save(rows, manner)
    assert load(rows) == voice.Speech(manner, paused=True, edition=1)
    with rows.writing() as connection:
        voice.save_pause(connection, False, "admin", 8)
    assert load(rows) == voice.Speech(manner, edition=1)


def test_only_the_newest_edition_is_changed(rows: Store) -> None:
    assert save(rows, replace(standard(), volume=30), edition=0) == 1
    with pytest.raises(voice.Outdated):
        save(rows, replace(standard(), volume=40), edition=0)
    assert load(rows).manner.volume == 30
    assert save(rows, replace(standard(), volume=50), edition=1) == 2
    assert save(rows, replace(standard(), volume=60)) == 3  # whichever is there
    assert (load(rows).manner.volume, load(rows).edition) == (60, 3)


def test_a_row_that_cannot_be_used_gives_the_standard(rows: Store, caplog: pytest.LogCaptureFixture) -> None:
    save(rows, standard(), {})
    with rows.writing() as connection:
        connection.execute(row.update().values(body={"manner": {"volume": 400}, "names": {}, "paused": True}))
    assert load(rows) == voice.Speech(standard(), paused=True)
    assert "cannot be used" in caplog.text


def test_every_number_of_the_centre_is_a_series() -> None:
    centre = small_centre()
    known = voice.all_series(centre)
    assert [line.letter for line in known] == [service.letter for service in centre.services.values()]
    for line, service in zip(known, centre.services.values(), strict=True):
        assert line.label(service.first) == service.label(service.first)
        assert line.label(service.last) == service.label(service.last)
