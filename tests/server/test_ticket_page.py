"""`/admin/ticket`: who may open it, what it keeps, what it refuses, and that its pictures are those of the printer."""

import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from werkzeug.test import TestResponse

from printers.paper import draw
from printers.slip import from_dict
from server.admin.layout import darkroom
from server.admin.layout.sample import KINDS, sample_slip
from server.admin.layout.view import blueprint
from server.layout import load, plain, read
from server.pictures.wording import standard
from server.tables import print_job
from tests.server.conftest import Centre
from tests.server.test_pages import csrf, sign_in

PAGE = "/admin/ticket"


@pytest.fixture
def page(centre: Centre) -> Centre:
    if blueprint.name not in centre.app.blueprints:
        centre.app.register_blueprint(blueprint)
    return centre


@pytest.fixture
def admin(page: Centre) -> FlaskClient:
    browser, status = sign_in(page, "admin")
    assert status == 302
    return browser


def token(browser: FlaskClient) -> str:
    return csrf(browser.get(PAGE).get_data(as_text=True))


def send(browser: FlaskClient, path: str = "", body: Any = None, **more: Any) -> TestResponse:
    headers = {"X-CSRFToken": token(browser), "Accept-Language": "vi"}
    return browser.post(PAGE + path, json=body if body is not None else {}, headers=headers, **more)


def send_logo(browser: FlaskClient, data: bytes) -> TestResponse:
    headers = {"X-CSRFToken": token(browser), "Content-Type": "image/png", "Accept-Language": "vi"}
    return browser.post(f"{PAGE}/logo", data=data, headers=headers)


def printed(page: Centre) -> Any:
    """The slip of the only print job."""
    with page.house.store.reading() as connection:
        return connection.execute(select(print_job.c.slip)).scalar_one()


def png(size: tuple[int, int] = (300, 300), colour: str = "black") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, colour).save(made, format="PNG")
    return made.getvalue()


def layout(**texts: Any) -> dict[str, Any]:
    return {"layout": {"words": {"vi": texts}}}


@pytest.mark.parametrize("who", ["staff", "supervisor"])
def test_only_the_administrator_may(page: Centre, who: str) -> None:
    assert page.browser().get(PAGE).headers["Location"].startswith("/sign-in")
    browser, _ = sign_in(page, who)
    assert browser.get(PAGE).status_code == 403
    for path in ("", "/preview", "/reset", "/logo", "/logo/remove"):
        assert browser.post(PAGE + path, data=b"{}", content_type="application/json").status_code in (403, 413)
    assert page.house.layout == standard()


@pytest.mark.parametrize("path", ["", "/preview", "/reset", "/logo", "/logo/remove"])
def test_another_site_cannot_write(page: Centre, admin: FlaskClient, path: str) -> None:
    assert admin.post(PAGE + path, json=layout(title="KHÁC")).status_code == 403
    assert page.house.layout == standard()


def test_the_page_shows_what_is_kept(page: Centre, admin: FlaskClient) -> None:
    assert send(admin, body=layout(closing='Hẹn gặp lại "quý" công dân <b>')).status_code == 200
    shown = admin.get(PAGE).get_data(as_text=True)
    assert "Hẹn gặp lại &#34;quý&#34; công dân &lt;b&gt;" in shown
    assert "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG" in shown
    assert "style=" not in shown


def test_the_next_ticket_is_printed_with_the_kept_words(page: Centre, admin: FlaskClient) -> None:
    answer = send(admin, body={"layout": {"words": {"vi": {"title": "PHIẾU CHỜ"}}, "wait": False, "papers": 2}})
    assert answer.status_code == 200
    assert answer.get_json()["layout"]["words"]["vi"]["title"] == "PHIẾU CHỜ"
    assert page.house.layout.words("vi").title == "PHIẾU CHỜ"
    with page.house.store.reading() as connection:
        assert load(connection) == page.house.layout
    assert page.ask("POST", "/api/v1/tickets", "kiosk", {"service": "HT"}).status_code == 201
    assert printed(page)["title"] == "PHIẾU CHỜ"


def test_mistakes_are_named_in_the_readers_language_and_nothing_is_kept(page: Centre, admin: FlaskClient) -> None:
    answer = send(admin, body=layout(title="", closing="Chào {ten}"))
    assert answer.status_code == 422
    said = {field["field"]: field["message"] for field in answer.get_json()["fields"]}
    assert said["vi.title"] == "Không được để trống."
    assert "{ten}" in said["vi.closing"]
    english = admin.post(f"{PAGE}?lang=en", json=layout(title=""), headers={"X-CSRFToken": token(admin)})
    assert english.get_json()["fields"][0]["message"] == "May not be empty."
    assert page.house.layout == standard()
    nonsense: Any
    for nonsense in ([], {"layout": 5}, {}):
        assert send(admin, body=nonsense).status_code in (400, 422)
    assert page.house.layout == standard()


def test_letters_without_a_drawing_are_not_kept(page: Centre, admin: FlaskClient) -> None:
    answer = send(admin, body=layout(closing="Xin chào 漢字", title="PHIẾU CHỜ"))
    assert answer.status_code == 422
    [field] = answer.get_json()["fields"]
    assert field["field"] == "vi.closing"
    assert "漢 字" in field["message"]
    assert page.house.layout == standard()
    assert send(admin, body=layout(closing="Xin chào – “…” ₫")).status_code == 200


def test_words_are_not_kept_unseen(page: Centre, admin: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(darkroom, "DEADLINE", 0.0)
    assert send(admin, body=layout(closing="Xin chào")).status_code == 503
    assert page.house.layout == standard()
    # the catalogue's own words need no look
    assert send(admin, body={"layout": {"wait": False}}).status_code == 200


def test_reset_brings_the_standard_words_back_and_leaves_the_logo(page: Centre, admin: FlaskClient) -> None:
    assert send_logo(admin, png()).status_code == 200
    sha = page.house.layout.logo
    send(admin, body=layout(title="PHIẾU CHỜ"))
    assert page.house.layout.logo == sha
    assert send(admin, "/reset").get_json()["layout"] == _json(plain(standard()))
    assert page.house.layout.words("vi") == standard().words("vi")
    assert page.house.layout.logo == sha


def _json(value: Any) -> Any:
    """As JSON brings it back: tuples are lists."""
    if isinstance(value, dict):
        return {key: _json(entry) for key, entry in value.items()}
    return [_json(entry) for entry in value] if isinstance(value, list | tuple) else value


@pytest.mark.parametrize(("paper", "width"), [("80", 576), ("58", 384)])
@pytest.mark.parametrize(("kind", "lang"), [("usual", "vi"), ("reprint", "vi"), ("long", "en")])
def test_the_preview_is_what_the_printer_prints(
    page: Centre, admin: FlaskClient, paper: str, width: int, kind: str, lang: str
) -> None:
    body = {**layout(title="PHIẾU CHỜ"), "paper": paper, "sample": kind, "lang": lang}
    answer = send(admin, "/preview", body)
    assert answer.status_code == 200, answer.get_json()
    assert answer.mimetype == "image/png"
    here = page.house
    slip = sample_slip(here.centre, read(body["layout"]), kind, lang, here.clock(), here.settings.base_url)
    picture = Image.open(io.BytesIO(answer.get_data())).convert("1")
    assert picture.tobytes() == draw(from_dict(slip), width).tobytes()
    assert here.layout == standard()  # looking changes nothing


def test_a_preview_tells_what_found_no_room(page: Centre, admin: FlaskClient) -> None:
    long = ("Xin quý công dân giữ trật tự, giữ gìn vệ sinh chung và đọc kỹ hướng dẫn trước khi nộp " * 2)[:100]
    crowded = {"layout": {"words": {"vi": {"rules": [long, long], "closing": long}}, "second": "en"}}
    body = {**crowded, "paper": "80", "sample": "long", "lang": "vi"}
    assert send_logo(admin, png()).status_code == 200
    told = send(admin, "/preview", body).headers["X-Left-Out"].split(",")
    assert set(told) <= {"logo", "second", "papers", "notes", "closing"}
    assert "closing" in told
    usual = send(admin, "/preview", {**layout(), "paper": "80", "sample": "usual", "lang": "vi"})
    assert "X-Left-Out" not in usual.headers


def test_a_preview_of_a_wrong_layout_says_what_is_wrong(admin: FlaskClient) -> None:
    body = {**layout(not_receipt=""), "paper": "80", "sample": "usual", "lang": "vi"}
    assert send(admin, "/preview", body).get_json()["fields"][0]["field"] == "vi.not_receipt"


@pytest.mark.parametrize("wrong", [{"paper": "76"}, {"sample": "x"}, {"lang": "xx"}, {"lang": ["vi"]}])
def test_a_preview_of_nothing_known_is_refused(admin: FlaskClient, wrong: dict[str, Any]) -> None:
    body = {**layout(), "paper": "80", "sample": KINDS[0], "lang": "vi", **wrong}
    assert send(admin, "/preview", body).status_code == 422


def test_a_child_that_does_not_come_back_stops_nobody(admin: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(darkroom, "DEADLINE", 0.0)
    answer = send(admin, "/preview", {**layout(), "paper": "80", "sample": "usual", "lang": "vi"})
    assert answer.status_code == 503
    assert "Xin thử lại" in answer.get_json()["message"]


def test_a_logo_is_kept_small_and_black_and_white(page: Centre, admin: FlaskClient) -> None:
    assert admin.get(f"{PAGE}/logo.png").status_code == 404
    answer = send_logo(admin, png())
    assert answer.status_code == 200
    sha = answer.get_json()["logo"]
    assert page.house.layout.logo == sha
    picture = Image.open(io.BytesIO(admin.get(f"{PAGE}/logo.png").get_data()))
    assert (picture.mode, picture.size) == ("1", (72, 72))
    assert page.ask("GET", f"/api/v1/agent/logo/{sha}", "agent").status_code == 200
    page.ask("POST", "/api/v1/tickets", "kiosk", {"service": "HT"})
    assert printed(page)["logo"] == sha
    assert send(admin, "/logo/remove").get_json() == {"logo": None}
    assert page.house.layout.logo is None
    assert admin.get(f"{PAGE}/logo.png").status_code == 404


@pytest.mark.parametrize(
    ("data", "status", "words"),
    [
        (b"GIF89a" + b"x" * 100, 422, "không phải PNG"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 100, 422, "bị hỏng"),
        (png(colour="white"), 422, "trắng hết"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 200_001, 413, "nhiều nhất 200 kB"),
        (b"", 422, "không phải PNG"),
    ],
    ids=["gif", "broken", "white", "large", "nothing"],
)
def test_a_wrong_logo_is_refused_and_changes_nothing(
    page: Centre, admin: FlaskClient, data: bytes, status: int, words: str
) -> None:
    assert send_logo(admin, png()).status_code == 200
    before = page.house.layout
    answer = send_logo(admin, data)
    assert answer.status_code == status
    assert words in answer.get_json()["message"]
    assert page.house.layout == before
    assert admin.get(f"{PAGE}/logo.png").status_code == 200


def test_large_bodies_are_let_in_at_the_logo_only(admin: FlaskClient) -> None:
    noisy = Image.effect_noise((400, 400), 90)
    made = io.BytesIO()
    noisy.save(made, format="PNG")
    assert 64 * 1024 < len(made.getvalue()) < 200_000
    assert send_logo(admin, made.getvalue()).status_code == 200
    assert send(admin, body={"layout": {"x": "y" * 70_000}}).status_code == 413
