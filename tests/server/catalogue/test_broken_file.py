"""A centre file that somebody has cut in half: everybody is told so, and nothing of what is in force is lost."""

import csv
import io

import pytest
from flask.testing import FlaskClient

from tests.server.conftest import Centre
from tests.server.test_pages import sign_in

SAID = "Tệp của trung tâm không đọc được"
EXPORT = "/api/v1/catalogue/export.csv"


def rows(centre: Centre) -> list[list[str]]:
    answer = centre.ask("GET", f"{EXPORT}?lang=vi", "admin")
    assert answer.status_code == 200
    table = list(csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))
    compared = table[0].index("Mục đã đối chiếu")  # only the file knows it
    return [row[:compared] + row[compared + 1 :] for row in table]


@pytest.mark.parametrize("how", ["half", "no services", "a part that is none"])
def test_a_broken_file_is_told_on_every_page_and_the_catalogue_in_force_can_be_exported(
    centre: Centre, how: str
) -> None:
    browser: FlaskClient = sign_in(centre, "admin")[0]
    before, file = rows(centre), centre.house.settings.centre_file
    text = file.read_text(encoding="utf-8")
    broken = {"half": text[: len(text) // 2], "no services": '{"procedures": []}', "a part that is none": "[]"}[how]
    file.write_text(broken, encoding="utf-8")
    for page in ("", "/form", "/log"):
        shown = browser.get(f"/admin/catalogue{page}")
        assert (shown.status_code, SAID in shown.get_data(as_text=True)) == (409, True), page
    assert "/admin/centre/history" in browser.get("/admin/catalogue").get_data(as_text=True)
    assert (SAID in browser.get("/admin").get_data(as_text=True)) == (how != "no services")  # that one can be read
    assert browser.get("/admin").status_code == 200
    assert (len(before) > 40, rows(centre)) == (True, before)
    taken = centre.ask("POST", "/api/v1/catalogue/import", "admin", {})
    assert (taken.status_code, taken.mimetype) == (409, "application/problem+json")
    assert taken.get_json()["detail"].startswith(SAID)
