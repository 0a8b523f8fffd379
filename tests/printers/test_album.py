import os
from pathlib import Path

import pytest
from PIL import Image

from printers.album import Album


def ticket(height: int) -> Image.Image:
    return Image.new("1", (16, height), 0)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_numbering_goes_on_after_a_restart(tmp_path: Path) -> None:
    Album(tmp_path).add(ticket(1))
    Album(tmp_path).add(ticket(2))
    assert names(tmp_path) == ["ticket-000001.png", "ticket-000002.png"]
    assert Image.open(tmp_path / "ticket-000001.png").height == 1


def test_nothing_is_overwritten_even_by_a_second_printer(tmp_path: Path) -> None:
    one, other = Album(tmp_path), Album(tmp_path)
    assert one.add(ticket(1)).name == "ticket-000001.png"
    assert other.add(ticket(2)).name == "ticket-000002.png"
    assert Image.open(tmp_path / "ticket-000001.png").height == 1


def test_the_newest_are_kept(tmp_path: Path) -> None:
    album = Album(tmp_path, keep=3)
    for height in range(1, 6):
        album.add(ticket(height))
    assert names(tmp_path) == [f"ticket-00000{number}.png" for number in (3, 4, 5)]
    assert Album(tmp_path, keep=3).add(ticket(9)).name == "ticket-000006.png"


def test_other_files_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "ticket-x.png").write_text("mine")
    Album(tmp_path, keep=1).add(ticket(1))
    Album(tmp_path, keep=1).add(ticket(1))
    assert names(tmp_path) == ["ticket-000002.png", "ticket-x.png"]


def test_at_least_one_is_kept(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least one"):
        Album(tmp_path, keep=0)


def test_where_there_are_no_links_a_file_is_moved_and_none_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError("no links here")

    monkeypatch.setattr(os, "link", refused)
    one, other = Album(tmp_path), Album(tmp_path)
    one.add(ticket(1))
    other.add(ticket(2))
    assert names(tmp_path) == ["ticket-000001.png", "ticket-000002.png"]
    assert Image.open(tmp_path / "ticket-000001.png").height == 1


def test_a_ticket_that_cannot_be_kept_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise PermissionError("not here")

    monkeypatch.setattr(os, "link", refused)
    monkeypatch.setattr(os, "replace", refused)
    album = Album(tmp_path)
    with pytest.raises(PermissionError):
        album.add(ticket(1))
    assert names(tmp_path) == []
    monkeypatch.undo()
    assert album.add(ticket(1)).name == "ticket-000001.png"
