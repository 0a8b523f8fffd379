"""Anybody may book where the centre allows it: within bounds, without a name, and a repeat is the same appointment."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from server import crowding
from server.crowding import size
from server.limits import BOOKINGS, CODES, LOOKS, NEARBY, TRIES, network
from server.rules.bookings import slots
from server.rules.centre import Booking
from server.rules.state import Hall
from tests.server.conftest import Centre, make_centre

MINUTE = 60_000
DAY = 24 * 60 * MINUTE


def let_book(centre: Centre, **more: Any) -> Centre:
    """A Monday, 9:00, and a centre that takes appointments for civil status from anybody."""
    centre.clock[0] += 2 * DAY
    chosen: dict[str, Any] = {"services": ("HT",), "public": True, "days": 6, "walk_in_percent": 50} | more
    changed = replace(centre.house.centre, booking=Booking(**chosen))
    centre.house.centre = centre.house.office.centre = changed
    return centre


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Centre]:
    made = let_book(make_centre(tmp_path, real_hours=True), walk_in_percent=0)
    yield made
    made.house.store.close()


@pytest.fixture
def bounded(tmp_path: Path) -> Iterator[Centre]:
    made = let_book(make_centre(tmp_path, real_hours=True, rate_limits=True))
    yield made
    made.house.store.close()


def ask(centre: Centre, method: str, path: str, body: Any = None, address: str = "", **headers: str) -> TestResponse:
    """A request of somebody whom nobody knows."""
    client = centre.app.test_client(use_cookies=False)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    place = {"REMOTE_ADDR": address or "203.0.113.7"}
    return client.open(path, method=method, json=body, headers=named, environ_base=place)


def free(centre: Centre, days: int = 1) -> list[dict[str, Any]]:
    """The slots of a day, so many days from now."""
    day = datetime.fromtimestamp(centre.clock[0] / 1000, centre.house.centre.zone) + timedelta(days=days)
    answer = ask(centre, "GET", f"/api/v1/services/HT/slots?day={day.date()}")
    return [slot for slot in answer.get_json()["slots"] if slot["left"]]


def problem(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, answer.get_json()["type"].rpartition(":")[2]


def test_anybody_books_shows_and_gives_up(book: Centre) -> None:
    slot = free(book)[0]
    made = ask(book, "POST", "/api/v1/bookings", {"service": "HT", "slot": slot["starts"]})
    assert made.status_code == 201
    booking = made.get_json()
    assert (booking["state"], booking["slot"]) == ("booked", slot["starts"])
    assert booking["url"].endswith(f"/book/{booking['code']}")
    starts = datetime.fromisoformat(slot["starts"])
    assert datetime.fromisoformat(booking["check_in"]["from"]) == starts - timedelta(minutes=20)
    assert datetime.fromisoformat(booking["check_in"]["until"]) == starts + timedelta(minutes=10)
    assert free(book)[0]["left"] == slot["left"] - 1
    assert ask(book, "GET", f"/api/v1/bookings/{booking['code'].lower()}").get_json() == booking
    gone = ask(book, "POST", f"/api/v1/bookings/{booking['code']}/cancel", {})
    assert (gone.status_code, gone.get_json()["state"]) == (200, "cancelled")
    assert free(book)[0]["left"] == slot["left"]
    events = book.ask("GET", "/api/v1/journal", "admin").get_json()["events"]
    assert [(event["kind"], event["by"]) for event in events[-2:]] == [
        ("VisitBooked", "phone"),
        ("BookingCancelled", "phone"),
    ]
    assert booking["code"].replace("-", "") not in str(events).replace("-", "")


def test_where_the_public_may_not_book_only_a_code_opens_anything(book: Centre) -> None:
    code = book.ask("POST", "/api/v1/bookings", "staff", {"service": "HT", "slot": free(book)[0]["starts"]}).get_json()
    book.house.centre = book.house.office.centre = replace(
        book.house.centre, booking=replace(book.house.centre.booking, public=False)
    )
    assert ask(book, "POST", "/api/v1/bookings", {"service": "HT"}).status_code == 401
    assert ask(book, "GET", "/api/v1/services/HT/slots").status_code == 401
    assert ask(book, "GET", f"/api/v1/bookings/{code['code']}").status_code == 200
    assert book.ask("GET", "/api/v1/services/HT/slots", "kiosk").status_code == 200
    assert book.ask("POST", "/api/v1/bookings", "board", {"service": "HT"}).status_code == 403
    page = ask(book, "GET", "/book").get_data(as_text=True)
    assert "Trung tâm chưa nhận đặt lịch qua mạng" in page
    assert "service=" not in page


def test_only_staff_and_kiosk_check_somebody_in(book: Centre) -> None:
    code = ask(book, "POST", "/api/v1/bookings", {"service": "HT"}).get_json()["code"]
    assert ask(book, "POST", f"/api/v1/bookings/{code}/check-in", {}).status_code == 401
    assert book.ask("POST", f"/api/v1/bookings/{code}/check-in", "kiosk", {}).status_code == 201


def test_the_same_touch_again_is_the_same_appointment(book: Centre) -> None:
    wish = {"service": "HT", "slot": free(book)[0]["starts"]}
    first = ask(book, "POST", "/api/v1/bookings", wish, Idempotency_Key="k1")
    book.clock[0] += 5
    other = ask(book, "POST", "/api/v1/bookings", wish, Idempotency_Key="k2")
    again = ask(book, "POST", "/api/v1/bookings", wish, Idempotency_Key="k1")
    assert (first.status_code, other.status_code, again.status_code) == (201, 201, 200)
    assert again.get_json() == first.get_json() != other.get_json()
    assert problem(ask(book, "POST", "/api/v1/bookings", {"service": "HT"}, Idempotency_Key="k1")) == (
        422,
        "key_reused",
    )
    wish = {"service": "HT", "slot": free(book)[-1]["starts"]}
    answers = [book.ask("POST", "/api/v1/bookings", "kiosk", wish, Idempotency_Key="k1") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]  # another caller's key is another key


def test_whoever_took_the_last_place_is_not_told_that_it_is_taken(book: Centre) -> None:
    """Back in the browser and the same touch again: their own appointment, by the interface and by the form."""
    slot = free(book)[0]
    wish = {"service": "HT", "slot": slot["starts"]}
    for no in range(slot["left"]):
        book.clock[0] += 5
        made = ask(book, "POST", "/api/v1/bookings", wish, Idempotency_Key=f"k{no}").get_json()
    last = f"k{slot['left'] - 1}"
    assert problem(ask(book, "POST", "/api/v1/bookings", wish, Idempotency_Key="other")) == (409, "slot_full")
    assert ask(book, "POST", "/api/v1/bookings", wish, Idempotency_Key=last).get_json()["code"] == made["code"]
    form = book.app.test_client(use_cookies=False).post("/book", data=wish | {"key": last})
    assert form.headers["Location"].startswith(f"/book/{made['code']}")


def test_who_is_lost_finds_the_way_to_what_anybody_may_open(book: Centre) -> None:
    for lang, said in (("vi", "Không tìm thấy"), ("en", "Not found")):
        page = ask(book, "GET", f"/nothing-here?lang={lang}")
        assert page.status_code == 404
        text = page.get_data(as_text=True)
        assert f"<h1>{said}</h1>" in text
        assert f'<html lang="{lang}"' in text
        ways = re.findall(r'href="(/[^"]*)\?lang=', text)
        assert ways == ["/procedures", "/book", "/"]
        assert [ask(book, "GET", f"{way}?lang={lang}").status_code for way in ways] == [200, 200, 200]
    let_book(book, public=False)
    assert "/book" not in ask(book, "GET", "/nothing-here").get_data(as_text=True)


def test_two_alike_in_one_millisecond_show_nobody_the_others_code(book: Centre) -> None:
    wish = {"service": "HT", "slot": free(book)[0]["starts"]}
    for key in ("k1", "k2"):
        assert ask(book, "POST", "/api/v1/bookings", wish, Idempotency_Key=key).status_code == 201
    assert ask(book, "POST", "/api/v1/bookings", wish, Idempotency_Key="k1").status_code == 422


def test_one_network_makes_few_and_a_repeat_costs_nothing(bounded: Centre) -> None:
    slots = free(bounded)
    most = NEARBY[0].amount
    for no in range(most):
        wish = {"service": "HT", "slot": slots[no]["starts"]}
        assert ask(bounded, "POST", "/api/v1/bookings", wish, Idempotency_Key=f"k{no}").status_code == 201
    refused = ask(bounded, "POST", "/api/v1/bookings", {"service": "HT", "slot": slots[most]["starts"]})
    assert problem(refused) == (429, "bookings_here")
    assert int(refused.headers["Retry-After"]) > 60
    assert "luôn có chỗ cho người đến trực tiếp" in refused.get_json()["detail"]
    assert "{" not in refused.get_json()["detail"]
    wish = {"service": "HT", "slot": slots[most - 1]["starts"]}
    assert ask(bounded, "POST", "/api/v1/bookings", wish, Idempotency_Key=f"k{most - 1}").status_code == 200
    elsewhere = {"service": "HT", "slot": slots[most]["starts"]}
    assert ask(bounded, "POST", "/api/v1/bookings", elsewhere, address="203.0.113.8").status_code == 201
    assert bounded.ask("POST", "/api/v1/bookings", "kiosk", elsewhere).status_code in (201, 409)


def test_a_refused_wish_is_no_appointment_but_many_are_too_many(bounded: Centre) -> None:
    wrong = {"service": "HT", "slot": "2026-11-23T03:00:00+07:00"}
    answers = [problem(ask(bounded, "POST", "/api/v1/bookings", wrong)) for _ in range(TRIES.amount)]
    assert set(answers) == {(409, "no_such_slot")}
    assert problem(ask(bounded, "POST", "/api/v1/bookings", wrong)) == (429, "bookings_here")


def test_a_bot_with_many_networks_takes_a_fifth_of_the_book_in_an_hour(bounded: Centre) -> None:
    wishes = [slot["starts"] for day in range(7) for slot in free(bounded, day)]
    most = max(6, size(bounded.house) // 5)
    assert most < len(wishes) / 2
    said = [
        ask(bounded, "POST", "/api/v1/bookings", {"service": "HT", "slot": slot}, address=f"10.0.{no}.1")
        for no, slot in enumerate(wishes[: most + 3])
    ]
    assert [answer.status_code for answer in said] == [201] * most + [429] * 3
    assert problem(said[-1]) == (429, "bookings_full")
    staff = {"service": "HT", "slot": wishes[-1]}
    assert bounded.ask("POST", "/api/v1/bookings", "staff", staff).status_code == 201


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::2", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("", "?"),
        (None, "?"),
    ],
)
def test_a_phone_with_many_addresses_is_one_network(address: str | None, counted: str) -> None:
    assert network(address) == counted


def test_from_the_page_to_the_counter(book: Centre) -> None:
    def page(path: str) -> str:
        answer = ask(book, "GET", path)
        assert answer.status_code == 200
        return unescape(answer.get_data(as_text=True))

    assert "service=HT" in page("/dat-lich")
    times = page("/book?service=HT")
    slot = free(book)[3]
    day = slot["starts"][:10]
    assert f"day={day}" in times
    confirm = page(f"/book?service=HT&slot={slot['starts'].replace('+', '%2B')}")
    fields = dict(re.findall(r'name="(service|slot|key)" value="([^"]*)"', confirm))
    assert fields["slot"] == slot["starts"]
    client = book.app.test_client(use_cookies=False)
    made, again = (client.post("/book", data=fields) for _ in range(2))
    assert (made.status_code, made.headers["Location"]) == (303, again.headers["Location"])
    shown = page(made.headers["Location"])
    code = made.headers["Location"].rpartition("/")[2].partition("?")[0]
    assert code in shown
    assert "<svg" in shown

    book.clock[0] = round(datetime.fromisoformat(slot["starts"]).timestamp() * 1000) - 30 * MINUTE
    assert problem(book.ask("POST", f"/api/v1/bookings/{code}/check-in", "kiosk", {})) == (409, "too_early")
    walk_in = book.ask("POST", "/api/v1/tickets", "kiosk", {"service": "HT"}).get_json()
    book.clock[0] += 15 * MINUTE
    late_walk_in = book.ask("POST", "/api/v1/tickets", "kiosk", {"service": "HT"}).get_json()
    ticket = book.ask("POST", f"/api/v1/bookings/{code}/check-in", "kiosk", {}).get_json()
    assert ticket["ahead"] == 2  # it ranks at its slot, still to come
    assert ticket["label"] in page(made.headers["Location"])
    called = [
        book.ask("POST", "/api/v1/counters/2/next", "staff", {"finish": True}).get_json()["ticket"]["label"]
        for _ in range(3)
    ]
    assert called == [walk_in["label"], late_walk_in["label"], ticket["label"]]


def test_a_number_from_afar_counts_on_arrival(book: Centre) -> None:
    form = {"service": "HT", "slot": "", "key": "a1"}
    location = book.app.test_client(use_cookies=False).post("/book", data=form).headers["Location"]
    code = location.rpartition("/")[2].partition("?")[0]
    assert book.house.office.look().hall.line("HT") == ()
    book.clock[0] += 10 * MINUTE
    present = book.ask("POST", "/api/v1/tickets", "kiosk", {"service": "HT"}).get_json()
    book.clock[0] += MINUTE
    late = book.ask("POST", f"/api/v1/bookings/{code}/check-in", "kiosk", {}).get_json()
    assert (present["ahead"], late["ahead"]) == (0, 1)


def test_the_page_refuses_calmly(bounded: Centre) -> None:
    client = bounded.app.test_client(use_cookies=False)
    slot = free(bounded)[0]["starts"]
    for no in range(NEARBY[0].amount):
        sent = {"service": "HT", "slot": free(bounded)[no]["starts"], "key": f"a{no}"}
        assert client.post("/book", data=sent).status_code == 303
    refused = client.post("/book", data={"service": "HT", "slot": slot, "key": "b"})
    assert refused.status_code == 429
    assert "Xin thử lại sau" in refused.get_data(as_text=True)
    assert 'value="b"' in refused.get_data(as_text=True)  # the same key: a later press is the same touch
    gone = client.post("/book", data={"service": "HT", "slot": "2026-11-23T03:00:00+07:00", "key": "c"})
    assert gone.status_code in (409, 429)
    for odd in ({}, {"service": "XX"}, {"service": "HT", "key": ""}, {"service": "HT", "slot": "x", "key": "d"}):
        assert client.post("/book", data=odd).status_code in (200, 302)
    for path in ("/book?service=XX", "/book?service=HT&slot=x", "/book?service=HT&day=x", "/book?service=HT&slot=2026"):
        assert client.get(path).status_code == 200
    assert client.get("/book?code=k7qd-9fxw").headers["Location"] == "/book/k7qd-9fxw?lang=vi"


def test_an_unknown_code_is_told_kindly_and_guessing_is_slow(bounded: Centre) -> None:
    client = bounded.app.test_client(use_cookies=False)
    answers = [client.get("/book/K7QD-9FXW").status_code for _ in range(25)]
    assert answers[0] == 404
    assert answers[-1] == 429
    assert client.post("/book/K7QD-9FXW/cancel").status_code == 429


ODD = ("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00")


@pytest.mark.parametrize("slot", ODD)
def test_a_moment_that_no_calendar_has_is_refused_in_words(book: Centre, slot: str) -> None:
    far = slot.startswith("9")
    expected = (409, "too_far_ahead" if far else "no_such_slot")
    for who in (None, "kiosk"):
        assert problem(book.ask("POST", "/api/v1/bookings", who, {"service": "HT", "slot": slot})) == expected
    sentence = "Chỉ đặt lịch được trong 6 ngày tới." if far else "Không có khung giờ này."
    asked = ask(book, "GET", f"/book?service=HT&slot={slot.replace('+', '%2B')}")
    sent = book.app.test_client(use_cookies=False).post("/book", data={"service": "HT", "slot": slot, "key": "k"})
    for answer in (asked, sent):
        assert (answer.status_code, sentence in unescape(answer.get_data(as_text=True))) == (409, True)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-11-22", "2026-11-30", "", "x"])
def test_slots_are_told_for_the_days_that_may_be_booked_only(book: Centre, day: str) -> None:
    answer = ask(book, "GET", f"/api/v1/services/HT/slots?day={day}")
    assert problem(answer) == (422, "invalid")
    assert [one["field"] for one in answer.get_json()["fields"]] == ["day"]


def test_from_today_to_the_last_day_slots_are_told(book: Centre) -> None:
    for day in ("2026-11-23", "2026-11-29"):
        assert ask(book, "GET", f"/api/v1/services/HT/slots?day={day}").get_json()["day"] == day
    assert ask(book, "GET", "/api/v1/services/HT/slots").get_json()["day"] == "2026-11-23"


def test_whoever_looks_at_free_times_is_counted_by_network(bounded: Centre) -> None:
    phone, neighbour, other = "2001:db8:1:2::1", "2001:db8:1:2:aaaa::2", "2001:db8:1:3::1"
    slots, page = "/api/v1/services/HT/slots?day=2026-11-24", "/book?service=HT"
    said = [ask(bounded, "GET", path, address=phone).status_code for path in (slots, page) * (LOOKS.amount // 2)]
    assert set(said) == {200}
    for path in (slots, page):
        assert ask(bounded, "GET", path, address=neighbour).status_code == 429
        assert ask(bounded, "GET", path, address=other).status_code == 200
    headers = {"Authorization": f"Bearer {bounded.token('kiosk')}"}
    assert ask(bounded, "GET", slots, address=phone, **headers).status_code == 200


def test_a_hall_that_checks_in_is_not_a_guesser(bounded: Centre) -> None:
    """Kiosks, staff and phones of a hall may share one address: only those whom nobody knows are slowed down early."""
    code = bounded.ask("POST", "/api/v1/bookings", "kiosk", {"service": "HT"}).get_json()["code"]
    path = f"/api/v1/bookings/{code}"
    for who in (None, "kiosk", "staff"):
        more = {"Authorization": f"Bearer {bounded.token(who)}"} if who else {}
        said = [ask(bounded, "GET", path, **more).status_code for _ in range(CODES.amount + 5)]
        assert said == [200] * CODES.amount + [200 if who else 429] * 5
    for who, status in (("kiosk", 201), ("staff", 409)):
        headers = {"Authorization": f"Bearer {bounded.token(who)}"}
        assert ask(bounded, "POST", f"{path}/check-in", {}, **headers).status_code == status
    said = [bounded.ask("GET", path, "kiosk").status_code for _ in range(BOOKINGS.amount)]
    assert (said[0], said[-1]) == (200, 429)


def test_the_size_of_the_book_is_counted_once_a_day(book: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[date] = []

    def counting(*arguments: Any) -> Any:
        asked.append(arguments[3])
        return slots(*arguments)

    def plainly() -> int:
        here, now, empty = book.house, book.clock[0], Hall(day="")
        days = [date(2026, 11, 23) + timedelta(days=more) for more in range(7)]
        found = (slots(here.centre, empty, here.centre.services["HT"], day, now) for day in days)
        return sum(slot.left for listed in found for slot in listed)

    monkeypatch.setattr(crowding, "slots", counting)
    sizes = []
    for _ in range(3):
        assert ask(book, "POST", "/api/v1/bookings", {"service": "HT"}).status_code == 201
        sizes.append(size(book.house))
        assert sizes[-1] == plainly()
        book.clock[0] += 45 * MINUTE
    assert len(asked) == 7
    assert sizes == sorted(set(sizes), reverse=True)
    book.clock[0] += DAY
    size(book.house)
    assert len(asked) == 14
    book.house.centre = replace(book.house.centre, booking=replace(book.house.centre.booking, days=0))
    size(book.house)
    assert len(asked) == 15


def test_giving_up_twice_is_no_fault(book: Centre) -> None:
    client = book.app.test_client(use_cookies=False)
    code = ask(book, "POST", "/api/v1/bookings", {"service": "HT", "slot": free(book)[0]["starts"]}).get_json()["code"]
    for _ in range(2):
        assert client.post(f"/book/{code}/cancel").status_code == 303
    assert "Lịch hẹn này đã hủy" in client.get(f"/book/{code}").get_data(as_text=True)


def test_who_is_signed_in_at_the_centre_may_use_the_public_page_too(book: Centre) -> None:
    browser = book.browser()
    form = browser.get("/sign-in").get_data(as_text=True)
    csrf = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', form) or re.search(r'content="([^"]+)"[^>]*csrf', form)
    staff = book.access["people"]["staff"]
    data = {"login": staff.get("login", "staff"), "password": staff["password"], "csrf_token": csrf[1] if csrf else ""}
    browser.post("/sign-in", data=data)
    answer = browser.post("/api/v1/bookings", json={"service": "HT"}, headers={"Idempotency-Key": "s1"})
    assert answer.status_code == 201
