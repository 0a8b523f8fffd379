"""The set-up pages in two tabs, in a demonstration, and where a letter or an earlier version is refused."""

import json
import re
from pathlib import Path

import pytest
from werkzeug.datastructures import MultiDict

from config.centre import CentreFile
from config.words import languages
from server.admin.centre.edition import places
from server.admin.centre.sections import SECTIONS
from server.centre import book, history
from tests.server.admin.forms import form_of
from tests.server.admin.test_centre import Desk, beside
from tests.server.centre.test_book import demo, without
from tests.server.conftest import Centre, make_centre


@pytest.fixture
def desk(centre: Centre) -> Desk:
    return Desk(centre)


def test_two_sections_in_two_tabs_are_both_kept(desk: Desk) -> None:
    hours, counters, identity = desk.open("hours"), desk.open("counters"), desk.open("identity")
    hours["hours.stops_before_minutes"] = "20"
    counters["counters.0.name.vi"] = "Quầy một"
    assert desk.send("hours", hours).status_code == 303
    assert desk.send("counters", counters).status_code == 303
    assert desk.send("identity", identity, hotline="1900 2222").status_code == 303
    file = desk.file()
    assert (file.hours.stops_before_minutes, file.counters[0].name["vi"], file.hotline) == (20, "Quầy một", "1900 2222")


def test_the_same_section_in_two_tabs_collides_and_what_was_typed_stays(desk: Desk) -> None:
    first, second = desk.open("hours"), desk.open("hours")
    first["hours.stops_before_minutes"], second["hours.gives_before_minutes"] = "20", "45"
    assert desk.send("hours", first).status_code == 303
    refused = desk.send("hours", second, lang="en")
    assert refused.status_code == 409
    assert "not saved" in refused.get_data(as_text=True)
    again = form_of(refused)
    assert again["hours.gives_before_minutes"] == "45"
    assert desk.send("hours", again).status_code == 409  # until the present version is loaded
    assert desk.file().hours.gives_before_minutes != 45


def test_a_form_from_before_somebody_s_handwork_does_not_apply_it(desk: Desk) -> None:
    early = desk.open("hours")
    file = desk.centre.house.settings.centre_file
    document = json.loads(file.read_text(encoding="utf-8")) | {"province": {"vi": "Bằng tay"}}
    file.write_text(json.dumps(document), encoding="utf-8")
    assert desk.send("hours", early).status_code == 409
    late = desk.open("hours")
    late["hours.stops_before_minutes"] = "20"
    assert desk.send("hours", late).status_code == 303
    assert desk.centre.house.centre.province == {"vi": "Bằng tay"}


def test_no_two_sections_write_the_same_part() -> None:
    """Else two tabs could undo each other without anybody being told."""
    written = [(place, section.name) for section in SECTIONS for place in places(section)]
    for place, name in written:
        inside = {other for at, other in written if at == place or at.startswith(f"{place}.")}
        assert inside == {name}, place


@pytest.mark.parametrize("lang", languages())
def test_the_letter_that_was_typed_is_marked_and_others_are_offered(desk: Desk, lang: str) -> None:
    form = desk.open("services", lang)
    assert [form[f"services.{n}.letter"] for n in (0, 2)] == ["B", "T"]
    form["services.0.letter"] = "P"  # beside the T further down, which nobody has touched
    typed = MultiDict(form)
    answer = desk.send("services", form, lang)
    assert answer.status_code == 422
    body = answer.get_data(as_text=True)
    (said,) = beside(answer, "services.0.letter")
    assert ("Chữ P và T đọc lên giống nhau" if lang == "vi" else "letters P and T sound alike") in said
    row = body.split('<li id="services.0" class="wrong">')[1].split('<li id="services.1"')[0]
    assert re.search(r"<details open><summary>", row)
    assert re.search(r'<input id="services.0.letter"[^>]* aria-invalid="true"', row)
    assert body.count('aria-invalid="true"') == 1
    free = re.findall(r"\b[A-Z]\b", said.rpartition(":")[2])
    assert len(free) >= 3
    assert not {one["letter"] for one in demo()["services"]} - {"B"} & set(free)
    for letter in free:
        typed["services.0.letter"] = letter
        assert desk.send("services", typed, lang).status_code == 303, letter
        typed["version"] = desk.open("services", lang)["version"]


SILENT = {"hours", "dates", "services", "counters"}


@pytest.mark.parametrize("lang", languages())
def test_hours_that_are_not_used_say_so_and_how_they_come_into_use(desk: Desk, lang: str) -> None:
    sentence = {"vi": "chưa được dùng", "en": "not used at present"}[lang]
    told = {}
    for section in SECTIONS:
        told[section.name] = desk.browser.get(f"/admin/centre/{section.name}?lang={lang}").get_data(as_text=True)
    assert {name for name, page in told.items() if sentence in page} == SILENT
    assert {name for name, page in told.items() if "python3 run.py --real-hours" in page} == SILENT
    assert sentence in desk.browser.get(f"/admin?lang={lang}").get_data(as_text=True)


def test_a_centre_that_keeps_its_hours_has_nothing_to_say_about_them(tmp_path: Path) -> None:
    centre = make_centre(tmp_path, real_hours=True)
    desk = Desk(centre)
    for page in ("", *(f"/centre/{name}" for name in SILENT)):
        assert "not used at present" not in desk.browser.get(f"/admin{page}?lang=en").get_data(as_text=True)
    centre.house.store.close()


def back(desk: Desk, name: str, lang: str) -> tuple[int, str]:
    """Press the button of a version."""
    body = {"csrf_token": desk.open("identity")["csrf_token"], "version": book.version(desk.centre.house)}
    answer = desk.browser.post(f"/admin/centre/history/{name}/back?lang={lang}", data=body)
    return answer.status_code, answer.get_data(as_text=True)


def test_the_history_says_that_the_catalogue_stays_before_anything_is_pressed(desk: Desk) -> None:
    house = desk.centre.house
    assert desk.send("identity", desk.open("identity"), hotline="1900 1111").status_code == 303
    assert (
        book.change(house, "admin:lan", lambda document: document | {"procedures": document["procedures"][:-1]}) == []
    )
    for lang, stays, catalogue, same in (
        ("vi", "Danh mục thủ tục hôm nay được giữ nguyên", "Danh mục thủ tục", "Giống bản đang dùng"),
        ("en", "Today&#39;s catalogue of procedures stays", "Catalogue of procedures", "Like the present version"),
    ):
        page = desk.browser.get(f"/admin/centre/history?lang={lang}").get_data(as_text=True)
        newest, oldest = page.split("<tbody>")[1].split("</tr>")[:2]
        assert catalogue in newest
        assert same in newest
        assert "<form" not in newest  # nothing would come of it
        assert stays in oldest.split("<form")[1].split("<button")[0]
    file = house.settings.centre_file
    file.write_text(json.dumps(json.loads(file.read_text(encoding="utf-8")) | {"procedures": 5}), encoding="utf-8")
    page = desk.browser.get("/admin/centre/history?lang=en").get_data(as_text=True)
    assert "Today&#39;s catalogue" not in page
    assert "The catalogue of procedures goes back, too" in page


def test_a_version_that_does_not_fit_today_s_procedures_is_refused_in_words(desk: Desk) -> None:
    house = desk.centre.house
    assert book.change(house, "admin:lan", without("XD")) == []
    assert book.change(house, "admin:lan", lambda _: demo()) == []
    newest = history.versions(house.settings.data)[0].name
    before = house.settings.centre_file.read_bytes()
    for lang, sentence in (("vi", "Không đưa bản này trở lại được"), ("en", "This version cannot be brought back")):
        status, page = back(desk, newest, lang)
        assert status == 409
        assert sentence in page
        assert 'name="confirmed"' not in page
    assert house.settings.centre_file.read_bytes() == before
    assert CentreFile.model_validate(json.loads(before))


def test_a_version_that_was_broken_by_hand_is_none(desk: Desk) -> None:
    assert desk.send("identity", desk.open("identity"), hotline="1900 1111").status_code == 303
    (kept,) = history.versions(desk.centre.house.settings.data)
    path = history.folder(desk.centre.house.settings.data) / kept.name
    for broken in ("{", "[]"):
        path.write_text(broken, encoding="utf-8")
        assert back(desk, kept.name, "vi")[0] == 404
