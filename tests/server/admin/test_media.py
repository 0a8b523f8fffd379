"""Pictures and films for the board: what is taken, what is not, and how it is given to the hall."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from server.media import shelf as media
from server.pictures import picture
from tests.server.conftest import Centre, make_centre
from tests.server.media.test_kinds import HTML, JPEG, MP4, PNG, SVG, WEBM, WEBP, image
from tests.server.test_pages import sign_in

PAGE = "/admin/media"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    made = make_centre(tmp_path_factory.mktemp("media"))
    yield made
    made.house.store.close()


@pytest.fixture
def folder(house: Centre) -> Iterator[Path]:
    """The centre's folder of media, empty."""
    here = media.folder_of(house.house.settings)
    yield here
    media.change(here, lambda known: ())


@pytest.fixture(scope="module")
def admin(house: Centre) -> tuple[FlaskClient, dict[str, str]]:
    return signed_in(house, "admin")


def signed_in(house: Centre, who: str) -> tuple[FlaskClient, dict[str, str]]:
    """A browser with a session, and the headers of a page's writes."""
    browser, _ = sign_in(house, who)
    page = browser.get("/console/2" if who == "staff" else "/admin")
    found = re.search(r'name="csrf" content="([^"]+)"', page.get_data(as_text=True))
    assert found is not None
    return browser, {"X-CSRFToken": found[1]}


Admin = tuple[FlaskClient, dict[str, str]]


def send(admin: Admin, data: bytes, name: str = "a.png", **more: Any) -> Any:
    browser, headers = admin
    return browser.post(PAGE, query_string={"name": name}, data=data, headers=headers, content_type="image/png", **more)


def post(admin: Admin, path: str, body: Any) -> Any:
    return admin[0].post(f"{PAGE}{path}", json=body, headers=admin[1])


def test_what_is_taken_is_played_in_its_order(house: Centre, admin: Admin, folder: Path) -> None:
    sent = {"Tờ rơi.png": PNG, "ảnh.jpg": JPEG, "phim.mp4": MP4, "film.webm": WEBM, "w.webp": WEBP}
    for name, data in sent.items():
        answer = send(admin, data, name)
    items = answer.get_json()["items"]
    assert [one["name"] for one in items] == ["Tờ rơi.png", "ảnh.jpg", "phim.mp4", "film.webm", "w.webp"]
    assert [one["kind"] for one in items] == ["image", "image", "video", "video", "image"]
    files = [one["file"] for one in items]
    assert post(admin, "/order", {"files": [*files[::-1], "no-such"]}).status_code == 200
    assert post(admin, f"/{files[0]}", {"seconds": 7}).status_code == 200
    assert post(admin, f"/{files[1]}", {"on": False}).status_code == 200
    played = media.playlist(house.house.settings, 20)
    assert [(one["url"].rpartition(".")[2], one["seconds"]) for one in played] == [
        ("webp", 20), ("webm", 0), ("mp4", 0), ("png", 7),
    ]  # fmt: skip
    board = picture(house.house.scene(), "board", "hall")
    assert board is not None
    assert [one["url"] for one in board["media"]] == [one["url"] for one in played]
    assert len(send(admin, PNG, "twice.png").get_json()["items"]) == 5  # the same file is one
    assert len(post(admin, f"/{files[0]}/delete", {}).get_json()["items"]) == 4
    assert not (folder / files[0]).exists()
    assert admin[0].get(f"/media/{files[0]}").status_code == 404
    page = admin[0].get(PAGE).get_data(as_text=True)
    assert "phim.mp4" in page
    assert str(folder) not in page


@pytest.mark.parametrize("data", [SVG, HTML, b"GIF89a" + bytes(50), PNG[:-30], b"", b"PK\x03\x04"])
def test_what_is_no_picture_and_no_film_is_not_taken(admin: Admin, folder: Path, data: bytes) -> None:
    answer = send(admin, data, "harmless.png")
    assert answer.status_code == 422
    assert answer.get_json()["message"]
    assert media.entries(folder) == ()
    assert [one for one in os.listdir(folder) if not one.startswith(".")] in ([], [media.LIST])
    assert not list(folder.glob("*.part"))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../centre.json", "centre.json"),
        ("..\\..\\x.png", "x.png"),
        ("/etc/passwd", "passwd"),
        ("a\x00b\r\nSet-Cookie: x.png", "a b Set-Cookie: x.png"),
        ("\u202egnp.exe", "gnp.exe"),
        ("", "media.png"),
        ("../", "media.png"),
        ("d" * 300, "d" * media.LONGEST_NAME),
        ("<img src=x onerror=alert(1)>.png", "<img src=x onerror=alert(1)>.png"),
    ],
)
def test_a_name_is_no_path(admin: Admin, folder: Path, name: str, shown: str) -> None:
    (item,) = send(admin, PNG, name).get_json()["items"]
    assert item["name"] == shown
    assert item["file"] == f"{item['file'][:32]}.png"
    assert {one for one in os.listdir(folder) if not one.startswith(".")} == {item["file"], media.LIST}
    assert "<img src=x" not in admin[0].get(PAGE).get_data(as_text=True)


def test_bounds(monkeypatch: pytest.MonkeyPatch, admin: Admin, folder: Path) -> None:
    assert send(admin, image("PNG", (media.WIDEST + 1, 1))).status_code == 422
    monkeypatch.setattr(media, "MOST", 1)
    assert send(admin, PNG).status_code == 200
    assert send(admin, JPEG).status_code == 422
    monkeypatch.setattr(media, "MOST", 9)
    monkeypatch.setattr(media, "FULL", len(PNG) + len(JPEG) - 1)
    assert send(admin, JPEG).status_code == 422
    monkeypatch.setattr(media, "LARGEST", {"image": 50, "video": 900})
    assert send(admin, WEBP).status_code == 422
    monkeypatch.setattr(media, "LARGEST_FILE", 100)
    assert send(admin, WEBP + bytes(100)).status_code == 413  # refused before it is read
    assert len(media.entries(folder)) == 1

    def no_room(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.undo()
    monkeypatch.setattr(os, "fsync", no_room)
    assert send(admin, WEBP).status_code == 503
    monkeypatch.undo()
    assert not list(folder.glob(".*.part"))


def test_a_film_is_given_in_parts_and_kept_for_ever(admin: Admin, house: Centre, folder: Path) -> None:
    (item,) = send(admin, MP4, "a.mp4").get_json()["items"]
    hall = house.browser()  # the board's own requests carry no session
    whole = hall.get(item["url"])
    assert (whole.status_code, whole.data, whole.mimetype) == (200, MP4, "video/mp4")
    assert whole.headers["X-Content-Type-Options"] == "nosniff"
    assert whole.headers["Accept-Ranges"] == "bytes"
    assert whole.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert whole.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    part = hall.get(item["url"], headers={"Range": "bytes=4-11"})
    assert (part.status_code, part.data) == (206, MP4[4:12])
    assert part.headers["Content-Range"] == f"bytes 4-11/{len(MP4)}"
    tail = hall.get(item["url"], headers={"Range": "bytes=-5"})
    assert tail.data == MP4[-5:]
    beyond = hall.get(item["url"], headers={"Range": f"bytes={len(MP4)}-"})
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, f"bytes */{len(MP4)}")
    assert hall.get(item["url"], headers={"If-None-Match": whole.headers["ETag"]}).status_code == 304
    assert hall.head(item["url"]).headers["Content-Length"] == str(len(MP4))


@pytest.mark.parametrize(
    "file", ["playlist.json", ".lock", "..%2fcentre.json", "a.png", "%2e%2e/centre.json", "f" * 32 + ".svg"]
)
def test_nothing_but_media_is_given(admin: Admin, house: Centre, folder: Path, file: str) -> None:
    send(admin, PNG)
    assert house.browser().get(f"/media/{file}").status_code == 404


def test_only_an_administrator_may(house: Centre, folder: Path) -> None:
    stranger = house.browser()
    assert stranger.get(PAGE).status_code == 302
    assert stranger.post(PAGE, data=PNG).status_code == 302
    staff = signed_in(house, "staff")
    assert staff[0].get(PAGE).status_code == 403
    assert send(staff, PNG).status_code == 403
    browser, _ = signed_in(house, "admin")
    assert browser.post(PAGE, data=PNG).status_code == 403  # another site's form
    assert browser.post(f"{PAGE}/order", json={"files": []}).status_code == 403
    assert media.entries(folder) == ()


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/x.png", {"on": True}, 404), ("/x.png", {"on": 1}, 400), ("/x.png", {"seconds": 2}, 422),
        ("/x.png", {"seconds": "9"}, 422), ("/x.png", {"seconds": True}, 422), ("/x.png", [], 400),
        ("/order", {"files": "abc"}, 400), ("/order", {"files": [1]}, 400), ("/order", {}, 400), ("/x/delete", {}, 200),
    ],
)  # fmt: skip
def test_a_change_that_makes_no_sense(admin: Admin, folder: Path, path: str, body: Any, status: int) -> None:
    assert post(admin, path, body).status_code == status


def test_a_list_that_cannot_be_read_is_an_empty_one(house: Centre, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for number, text in enumerate(["", "[]", "{}", '{"entries": [{"file": 1}]}', '{"entries": 7}', "\udcff"]):
        (folder / f"{number}.new").write_text(text, encoding="utf-8", errors="surrogateescape")
        os.replace(folder / f"{number}.new", folder / media.LIST)
        assert media.playlist(house.house.settings) == []
    (folder / media.LIST).write_text(json.dumps({"entries": []}), encoding="utf-8")


def test_what_an_ended_upload_has_left_is_swept_away(admin: Admin, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    old, young = folder / ".old.part", folder / ".young.part"
    old.touch()
    young.touch()
    os.utime(old, (1, 1))
    send(admin, PNG)
    assert (old.exists(), young.exists()) == (False, True)
    young.unlink()


def test_what_waits_for_the_disk_is_done_aside(
    house: Centre, admin: Admin, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hundreds of megabytes are on their way to an old disk for seconds: calls go on meanwhile."""
    told: list[str] = []

    def beside(function: Any, *arguments: Any) -> Any:
        told.append("begins")
        try:
            return function(*arguments)
        finally:
            told.append("ends")

    def waiting(number: int) -> None:
        told.append("waits")

    monkeypatch.setattr(os, "fsync", waiting)
    monkeypatch.setattr(house.house, "aside", beside)
    (item,) = send(admin, PNG).get_json()["items"]
    assert told == ["begins", "waits", "waits", "ends"]  # the file and the list
    for path, body in (("/order", {"files": []}), (f"/{item['file']}", {"on": False}), (f"/{item['file']}/delete", {})):
        told.clear()
        assert post(admin, path, body).status_code == 200
        assert (told[0], told[-1]) == ("begins", "ends")
    assert send(admin, SVG).status_code == 422  # what is unfit is told from there, too
    assert media.entries(folder) == ()
