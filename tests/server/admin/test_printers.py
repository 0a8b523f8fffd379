"""`/admin/printers`: a code that turns into a token once, tests, taking out of use; only for administrators."""

import re
import shlex

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from server.admin.printers.command import ADDRESS, commands
from tests.server.conftest import Centre
from tests.server.test_pages import csrf, sign_in

PAGE = "/admin/printers"
PAGES = (PAGE, "/admin", "/admin/ticket", "/supervisor")
USB = {"address": "usb:///dev/usb/lp0"}
GOOD = {"name": "may-in-2", "place": "", "address": "usb:///dev/usb/lp0"}


@pytest.fixture
def admin(centre: Centre) -> FlaskClient:
    browser, status = sign_in(centre, "admin")
    assert status == 302
    return browser


def post(browser: FlaskClient, path: str, form: dict[str, str] | None = None) -> TestResponse:
    token = csrf(browser.get(PAGE).get_data(as_text=True))
    return browser.post(path, data={"csrf_token": token, **(form or {})})


def issued(browser: FlaskClient, path: str = PAGE, form: dict[str, str] | None = None) -> TestResponse:
    """The page on which the code stands, reached as a browser does."""
    answer = post(browser, path, GOOD if form is None else form)
    assert (answer.status_code, answer.headers["Location"]) == (303, PAGE)
    return browser.get(PAGE)


def code_of(answer: TestResponse) -> str:
    found = re.search(r'class="code number">([^<]+)<', answer.get_data(as_text=True))
    assert found is not None, answer.get_data(as_text=True)
    return found[1]


def pair(centre: Centre, code: str) -> TestResponse:
    return centre.ask("POST", "/api/v1/agent/pair", body={"code": code})


def poll(centre: Centre, token: str) -> TestResponse:
    report = {"printers": [{"name": "p", "state": "ready", "detail": None}], "done": [], "wait": 0}
    return centre.ask("POST", "/api/v1/agent/poll", body=report, Authorization=f"Bearer {token}")


def test_a_new_printer_is_paired_by_its_code(centre: Centre, admin: FlaskClient) -> None:
    answer = issued(admin)
    code = code_of(answer)
    assert re.fullmatch(r"[2-9A-Z]{4}-[2-9A-Z]{4}", code)
    assert f"--pair {code}" in answer.get_data(as_text=True)
    assert answer.headers["Cache-Control"] == "no-store"
    assert admin.get(f"{PAGE}/may-in-2/pairing").json == {"waiting": True}
    paired = pair(centre, code)
    assert paired.status_code == 201
    assert paired.json is not None
    assert paired.json["name"] == "may-in-2"
    assert admin.get(f"{PAGE}/may-in-2/pairing").json == {"waiting": False}
    assert poll(centre, paired.json["token"]).status_code == 200
    page = admin.get(PAGE).get_data(as_text=True)
    assert 'data-agent="may-in-2"' in page
    assert code not in page


def test_a_code_is_shown_once_and_opening_the_page_again_makes_no_other(centre: Centre, admin: FlaskClient) -> None:
    code = code_of(issued(admin))
    page = admin.get(PAGE).get_data(as_text=True)
    assert code not in page
    assert 'class="code' not in page
    assert "may-in-2" in page
    assert pair(centre, code).status_code == 201  # still the one that was shown


def test_a_code_that_was_used_before_its_page_was_read_is_not_shown(centre: Centre, admin: FlaskClient) -> None:
    post(admin, PAGE, GOOD)
    with admin.session_transaction() as session:
        code = session["pairing"]["code"]
    assert pair(centre, code).status_code == 201
    assert 'class="code' not in admin.get(PAGE).get_data(as_text=True)


@pytest.mark.parametrize("path", PAGES)
def test_a_persons_page_never_takes_itself_for_a_devices(admin: FlaskClient, path: str) -> None:
    """`data-token` is a device's: the socket refuses a page that shows anything else there, and it opens again."""
    answer = admin.get(path)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "<body" in page
    assert "data-token" not in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "máy in"},
        {"name": "a b"},
        {"name": "backup"},
        {"name": "x" * 31},
        {"name": "kiosk"},
        {"name": "agent"},
        {"name": "AGENT"},
        {"name": "p"},
        {"place": "nowhere"},
        {"place": "counter-1"},
        {"address": ""},
        {"address": "lpt1"},
        {"address": "usb:///dev/usb/lp0; rm -rf ~"},
        {"address": "network://$(reboot)"},
    ],
    ids=lambda wrong: "=".join(*wrong.items()),
)
def test_what_cannot_be_a_printer_gets_no_code(centre: Centre, admin: FlaskClient, wrong: dict[str, str]) -> None:
    poll(centre, centre.token("agent"))  # its printer is called p
    answer = post(admin, PAGE, GOOD | wrong)
    page = answer.get_data(as_text=True)
    assert 'role="alert"' in page
    (field,) = wrong
    assert f'aria-describedby="{field}-hint {field}-wrong" aria-invalid="true"' in page
    assert f'id="{field}-wrong"' in page
    assert 'class="code' not in page
    assert admin.get(f"{PAGE}/{GOOD['name']}/pairing").json == {"waiting": False}


@pytest.mark.parametrize("place", ["", "backup", "kiosk"])
def test_the_place_is_that_of_the_device(centre: Centre, admin: FlaskClient, place: str) -> None:
    pair(centre, code_of(issued(admin, form=GOOD | {"place": place})))
    found = next(agent for agent in centre.house.people.agents() if agent.name == "may-in-2")
    assert found.place == (place or None)


def test_pairing_again_keeps_the_place_and_ends_the_old_token_with_the_code(centre: Centre, admin: FlaskClient) -> None:
    first = pair(centre, code_of(issued(admin, form=GOOD | {"place": "backup"}))).json
    code = code_of(issued(admin, f"{PAGE}/may-in-2/code", USB))
    assert first is not None
    assert poll(centre, first["token"]).status_code == 200
    second = pair(centre, code).json
    assert second is not None
    assert poll(centre, second["token"]).status_code == 200
    assert poll(centre, first["token"]).status_code == 401
    assert next(agent.place for agent in centre.house.people.agents() if agent.name == "may-in-2") == "backup"


def test_a_printer_out_of_use_prints_no_more_until_it_is_paired_again(centre: Centre, admin: FlaskClient) -> None:
    token = centre.token("agent")
    assert poll(centre, token).status_code == 200
    answer = post(admin, f"{PAGE}/agent/stop")
    assert answer.status_code == 303
    assert poll(centre, token).status_code == 401
    assert "Đã ngừng dùng" in admin.get(PAGE).get_data(as_text=True)
    assert post(admin, f"{PAGE}/agent/test").status_code == 404
    paired = pair(centre, code_of(issued(admin, f"{PAGE}/agent/code", USB))).json
    assert paired is not None
    assert poll(centre, paired["token"]).status_code == 200


def test_a_test_slip_goes_to_this_printer(centre: Centre, admin: FlaskClient) -> None:
    answer = post(admin, f"{PAGE}/agent/test")
    assert answer.status_code == 303
    assert "notice=tested" in answer.headers["Location"]
    job = (poll(centre, centre.token("agent")).json or {})["job"]
    assert job is not None
    assert job["ticket"].startswith("test-")


@pytest.mark.parametrize("act", ["code", "test", "stop"])
@pytest.mark.parametrize("name", ["kiosk", "nobody", "counter-1"])
def test_only_print_agents_are_printers(admin: FlaskClient, act: str, name: str) -> None:
    assert post(admin, f"{PAGE}/{name}/{act}", USB).status_code == 404


@pytest.mark.parametrize("address", ["", "lpt1"])
def test_pairing_again_asks_how_the_printer_is_connected(admin: FlaskClient, address: str) -> None:
    """An agent that is paired again without an address would print on paper that is not there."""
    page = post(admin, f"{PAGE}/agent/code", {"address": address}).get_data(as_text=True)
    assert 'id="address-agent-wrong"' in page
    assert 'class="code' not in page
    assert admin.get(f"{PAGE}/agent/pairing").json == {"waiting": False}


def test_no_address_is_taken_for_granted(admin: FlaskClient) -> None:
    page = admin.get(PAGE).get_data(as_text=True)
    assert re.search(r'id="address"[^>]*placeholder="usb:///dev/usb/lp0" value=""', page)


def test_only_administrators_come_in(centre: Centre) -> None:
    browser, _ = sign_in(centre, "supervisor")
    assert browser.get(PAGE).status_code == 403
    assert centre.browser().get(PAGE).status_code == 302


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}/agent/code", f"{PAGE}/agent/test", f"{PAGE}/agent/stop"])
def test_another_site_cannot_do_any_of_it(admin: FlaskClient, path: str) -> None:
    assert admin.post(path, data=GOOD).status_code == 403


def test_the_command_is_one_that_a_shell_reads_as_it_stands() -> None:
    lines = commands("https://so.example", "may-in-2", "serial:///dev/ttyUSB0?baud=115200&flow=rtscts", "K7QD-9FXW")
    assert shlex.split(lines["linux"]) == [
        ".venv/bin/python", "-m", "printers", "agent", "--server", "https://so.example", "--pair", "K7QD-9FXW",
        "--printer", "serial:///dev/ttyUSB0?baud=115200&flow=rtscts", "--data", "data/may-in-2",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("base_url", "needed"),
    [("https://so.example", False), ("http://192.168.1.10:8000", True), ("http://127.0.0.1:8000", False)],
)
def test_plain_http_is_trusted_in_so_many_words(base_url: str, needed: bool) -> None:
    lines = commands(base_url, "a", "virtual", "K7QD-9FXW")
    assert {line.endswith("--allow-plain-http") for line in lines.values()} == {needed}


@pytest.mark.parametrize(
    ("address", "systems"),
    [
        ("network://192.168.1.50", ["linux", "windows"]),
        ("virtual", ["linux", "windows"]),
        ("usb:///dev/usb/lp0", ["linux"]),
        ("serial:///dev/ttyUSB0", ["linux"]),
        ("cups://QUEUE", ["linux"]),
        ("windows://EPSON TM-T82", ["windows"]),
        ("serial:///COM3?baud=9600", ["windows"]),
    ],
)
def test_every_system_has_its_line_where_the_address_means_something(
    address: str, systems: list[str], admin: FlaskClient
) -> None:
    assert ADDRESS.fullmatch(address)
    assert list(commands("https://so.example", "a", address, "K7QD-9FXW")) == systems
    page = issued(admin, form=GOOD | {"address": address}).get_data(as_text=True)
    assert re.findall(r'data-copy="line-(\w+)"', page) == systems


def test_windows_has_its_own_line() -> None:
    line = commands("https://so.example", "a", "windows://EPSON TM-T82", "K7QD-9FXW")["windows"]
    assert line.startswith(r".venv\Scripts\python ")
    assert '--printer "windows://EPSON TM-T82"' in line
    assert line.endswith(r"--data data\a")
