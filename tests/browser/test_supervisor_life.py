"""The supervisor's board in the life of a real centre: what is left, who is where, what to open, a clock gone back."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenScreen
from tests.browser.held import elapse, quiet
from tests.browser.stage import Stage, sample

pytestmark = pytest.mark.browser
SIZE = (1366, 768)


def test_every_state_looks_right(stage: Stage, open_screen: OpenScreen) -> None:
    for size, lang in ((SIZE, "vi"), ((1920, 1080), "en")):
        screen = open_screen("supervisor-life", size=size, lang=lang)
        expect(screen.page.locator("[data-advice=HT]")).to_be_visible()
        screen.look(f"supervisor-life-{size[0]}-{lang}")
        stage.put(sample("supervisor-backwards")["picture"])
        expect(screen.page.locator("[data-clock=backwards]")).to_be_visible()
        screen.look(f"supervisor-backwards-{size[0]}-{lang}")
    assert screen.violations() == []


def test_the_day_beside_the_lines(stage: Stage, open_screen: OpenScreen) -> None:
    page = open_screen("supervisor-life", size=SIZE).page
    day = page.locator(".day")
    expect(day).to_contain_text("4 số chuyển từ hôm trước")
    expect(day).to_contain_text("Lịch hẹn hôm nay: 5 đã đến, 7 chưa đến, 1 lỡ hẹn")
    expect(day).to_contain_text("2 lượt gọi ngoài thứ tự hôm nay")
    expect(day).to_contain_text("Đã hủy: 2 vắng quá số lần, 3 bỏ lượt hoặc hết hạn")
    expect(page.locator(".absents")).to_have_text("Đang vắng mặt: A031 (quầy 2), T004 (quầy 1), và 4 số nữa")
    expect(page.locator("[data-rows=counters] .state")).to_contain_text(["Sẵn sàng", "Chưa có cán bộ"])
    expect(page.locator("[data-rows=services] td:nth-child(5)").first).to_have_text("8,4 phút")
    expect(day.get_by_role("link")).to_have_attribute("href", "/fairness")
    expect(page.locator("[data-rows=services] .remains")).to_contain_text(["3", "hết", "–"])
    expect(page.locator("[data-rows=counters] .who")).to_have_text(
        ["lan", "hoa", "minh", "tuan", "nga", "binh", "–", "–"]
    )
    asides = page.locator(".asides li")
    expect(asides).to_contain_text(
        ["A022Quầy 3Điền lại tờ khaiphiếu quay lại hết hạn 08:01", "A040Quầy 2Đi phô tô giấy tờquá 8 phút"]
    )
    stage.change(
        "supervisor", "all", aside=[], absent=[], carried=0, carries=12, fairness=0,
        today=stage.pictures["supervisor", "all"]["today"] | {"cancelled": 0},
        bookings={"booked": 0, "arrived": 0, "missed": 0},
    )  # fmt: skip
    expect(page.locator(".asides")).to_be_hidden()
    expect(page.locator(".absents")).to_be_hidden()
    expect(day).to_have_text(
        "12 số chuyển sang hôm sauHôm nay không có lịch hẹnKhông có lượt gọi ngoài thứ tựSổ gọi ngoài thứ tự"
    )


def test_advice_names_the_counters_that_could_help_and_does_not_nag(stage: Stage, open_screen: OpenScreen) -> None:
    page = open_screen("supervisor-life", size=SIZE).page
    card = page.locator("[data-advice]")
    expect(card).to_have_count(1)  # certification waits 18 minutes, and land has no counter to spare
    expect(card).to_contain_text("Hộ tịch: 6 người chờ, lâu nhất 36 phút.")
    expect(card).to_contain_text("Mở thêm quầy: quầy 5 đang rảnh, quầy 7 đang tạm dừng")
    expect(page.locator("[role=alert]")).not_to_contain_text("Mở thêm")
    elapse(page, 10_000)
    picture = stage.pictures["supervisor", "all"]
    for _ in range(3):
        stage.put(picture)
        quiet(page)
    assert len(stage.asked("GET", "/counters")) == 1
    services = [service | {"longest_min": min(service["longest_min"], 30)} for service in picture["services"]]
    stage.change("supervisor", "all", services=services)
    expect(card).to_have_count(0)


def test_nobody_is_sent_for_who_is_serving(stage: Stage, open_screen: OpenScreen) -> None:
    page = open_screen("supervisor-life", size=SIZE).page
    expect(page.locator("[data-advice]")).to_have_count(1)
    counters = [counter | {"state": "serving"} for counter in stage.pictures["supervisor", "all"]["counters"]]
    stage.change("supervisor", "all", counters=counters)
    expect(page.locator("[data-advice]")).to_have_count(0)


def test_a_clock_that_runs_backwards_comes_first_and_is_called_out(stage: Stage, open_screen: OpenScreen) -> None:
    page = open_screen("supervisor-life", size=SIZE).page
    expect(page.locator("[data-advice]")).to_have_count(1)
    stage.change("supervisor", "all", clock="backwards")
    expect(page.locator(".alerts .alert").first).to_contain_text("Đồng hồ máy chạy lùi: không phát số, không gọi số.")
    expect(page.locator("[role=alert]")).to_contain_text("Đồng hồ máy chạy lùi")
    assert page.title().startswith("(1!)")
    stage.change("supervisor", "all", clock="ok")
    expect(page.locator("[data-clock]")).to_have_count(0)


def test_whoever_is_just_due_is_not_nought_minutes_late(stage: Stage, open_screen: OpenScreen) -> None:
    page = open_screen("supervisor-life", size=SIZE).page
    expect(page.locator(".asides li")).to_have_count(2)
    late = stage.pictures["supervisor", "all"]["aside"][0] | {"until": "2026-11-20T08:14:40+07:00"}
    stage.change("supervisor", "all", aside=[late])
    expect(page.locator(".asides li")).to_contain_text(["vừa quá hẹn"])


def test_a_call_that_nobody_answers_asks_for_a_look(stage: Stage, open_screen: OpenScreen) -> None:
    page = open_screen("supervisor-life", size=SIZE).page
    state = page.locator("[data-rows=counters] tr:nth-child(2) .state .look")
    expect(page.locator("[data-rows=counters] tr")).to_have_count(8)
    expect(state).to_have_count(0)
    counters = stage.pictures["supervisor", "all"]["counters"]
    counters[1] = counters[1] | {"since": "2026-11-20T08:09:40+07:00"}
    stage.change("supervisor", "all", counters=counters)
    expect(state).to_have_text("Đang gọi")


@pytest.mark.parametrize(
    ("state", "staff", "said"),
    [("open", None, "quầy 3 chưa có cán bộ"), ("paused", "minh", "quầy 3 đang tạm dừng"), ("open", "minh", None)],
)
def test_a_line_without_anybody_is_spoken_of_at_the_norm(
    stage: Stage, open_screen: OpenScreen, state: str, staff: str | None, said: str | None
) -> None:
    """Certification waits 18 minutes: not yet a grievance where somebody works, but nobody will ever call here."""
    page = open_screen("supervisor-life", size=SIZE).page
    expect(page.locator("[data-advice]")).to_have_count(1)
    counters = stage.pictures["supervisor", "all"]["counters"]
    counters[2] = counters[2] | {"state": state, "staff": staff, "label": None}
    stage.change("supervisor", "all", counters=counters)
    quiet(page)
    card = page.locator("[data-advice=CT]")
    expect(card).to_have_count(1 if said else 0)
    if said:
        expect(card).to_contain_text(f"Chưa quầy nào phục vụ: {said}")


def test_a_worse_line_that_nobody_can_help_hides_no_advice(stage: Stage, open_screen: OpenScreen) -> None:
    page = open_screen("supervisor-life", size=SIZE).page
    expect(page.locator("[data-advice=HT]")).to_have_count(1)
    services = [
        service | ({"longest_min": 50} if service["code"] in ("DD", "XH") else {})
        for service in stage.pictures["supervisor", "all"]["services"]
    ]
    stage.change("supervisor", "all", services=services)
    quiet(page)
    expect(page.locator("[data-advice=HT]")).to_have_count(1)


def test_nobody_is_called_missing_where_nobody_signs_in(stage: Stage, open_screen: OpenScreen) -> None:
    page = open_screen("supervisor-life", size=SIZE).page
    expect(page.locator("[data-advice]")).to_have_count(1)
    counters = [counter | {"staff": None} for counter in stage.pictures["supervisor", "all"]["counters"]]
    counters[2] = counters[2] | {"state": "open", "label": None}
    stage.change("supervisor", "all", counters=counters)
    quiet(page)
    expect(page.locator("[data-advice=CT]")).to_have_count(0)


def test_who_waits_for_an_empty_chair_is_a_card_that_is_read_out(stage: Stage, open_screen: OpenScreen) -> None:
    page = open_screen("supervisor-life", size=SIZE).page
    alone = {"counter": 8, "labels": ["A012", "A015"], "longest_min": 18, "staffed": False}
    stage.change("supervisor", "all", stranded=[alone])
    card = page.locator("[data-stranded='8']")
    expect(card).to_contain_text("Chờ riêng quầy 8: A012, A015 – lâu nhất 18 phút, quầy không gọi.")
    expect(card).to_contain_text("Cử cán bộ đến quầy 8")
    expect(page.locator("[role=alert]")).to_contain_text("A012, A015")
    stage.change("supervisor", "all", stranded=[alone | {"staffed": True}])
    expect(card).to_contain_text("Nhắc quầy 8 gọi")
    stage.change("supervisor", "all", stranded=[])
    expect(card).to_have_count(0)
