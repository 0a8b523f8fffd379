"""Made-up centres and random days for tests of the rules."""

from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from server.rules import commands as c
from server.rules.centre import Centre, Choice, Counter, PriorityGroup, Service
from server.rules.decide import Refused, decide
from server.rules.events import Event
from server.rules.evolve import fold
from server.rules.hours import MINUTE as MINUTE
from server.rules.state import Hall
from server.rules.week import Hours

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
START = 1_795_226_400_000  # 2026-11-21 09:00 in Viet Nam
ALWAYS = Hours(((),) * 7, always=True)


def named(text: str) -> dict[str, str]:
    return {"vi": text}


def small_centre(hours: Hours = ALWAYS, last: int = 999) -> Centre:
    """Three services, three counters (one helps another), two priority groups."""
    services = [
        Service("HT", "A", named("Hộ tịch"), 10, hours, last=last),
        Service("CT", "B", named("Chứng thực"), 5, hours, last=last),
        Service("DD", "C", named("Đất đai"), 20, hours, last=last),
    ]
    counters = [
        Counter(1, named("Quầy 1"), ("HT",)),
        Counter(2, named("Quầy 2"), ("CT",), ("HT",)),
        Counter(3, named("Quầy 3"), ("DD", "CT")),
    ]
    groups = [PriorityGroup("NCT", named("Người cao tuổi"), 15), PriorityGroup("NKT", named("Người khuyết tật"), 30)]
    return Centre(
        code="thu",
        name=named("Trung tâm"),
        unit=named("Xã Thử"),
        province=named("Tỉnh Thử"),
        zone=ZONE,
        services={service.code: service for service in services},
        counters={counter.no: counter for counter in counters},
        groups={group.code: group for group in groups},
        scale=(Choice("KHL", named("Không hài lòng"), 1), Choice("RHL", named("Rất hài lòng"), 4)),
        reasons=(Choice("CHO_LAU", named("Chờ đợi lâu")),),
        low_level=1,
        call_reasons=(Choice("LATE", named("Đến muộn")),),
    )


_counters = st.integers(1, 3)
_services = st.sampled_from(["HT", "HT", "CT", "DD"])
_tickets = st.builds(lambda letter, number: f"{letter}{number:03d}", st.sampled_from("AAABC"), st.integers(1, 5))
_TAKE = st.builds(c.TakeTicket, _services, st.none(), st.sampled_from([None, None, None, "NCT", "NKT"]))
_NEXT = st.builds(c.CallNext, _counters, st.booleans())
_AT_COUNTER: list[st.SearchStrategy[c.Command]] = [
    st.builds(c.Recall, _counters),
    st.builds(c.StartVisit, _counters),
    st.builds(c.FinishVisit, _counters),
    st.builds(c.MarkAbsent, _counters),
    st.builds(c.HoldVisit, _counters),
    st.builds(c.HandOn, _counters, _services),
]
_SELDOM: list[st.SearchStrategy[c.Command]] = [
    st.builds(c.CallTicket, _counters, _tickets, st.just("LATE")),
    st.builds(c.PauseCounter, _counters, st.sampled_from([None, "Họp"])),
    st.builds(c.OpenCounter, _counters),
    st.builds(c.ReturnTicket, _tickets),
    st.builds(c.CancelTicket, _tickets),
    st.builds(c.RateVisit, _tickets, st.sampled_from([1, 4, 9]), st.sampled_from([(), ("CHO_LAU",), ("X",)])),
    st.just(c.OpenDay()),
]
# As on a real day: people take numbers and are called; everything else happens, but less often.
COMMANDS: st.SearchStrategy[c.Command] = st.one_of(*[_TAKE] * 6, *[_NEXT] * 4, *_AT_COUNTER, *_SELDOM)
# Mostly seconds or minutes pass between two touches, seldom a night.
PAUSES = st.sampled_from(
    [0, 500, 1_000, 5_000, 30_000, MINUTE, 4 * MINUTE, 11 * MINUTE, 20 * MINUTE] * 5 + [15 * 60 * MINUTE]
)
DAYS = st.lists(st.tuples(PAUSES, COMMANDS), min_size=20, max_size=80)


@dataclass
class Model:
    """A day in the pure model: commands go in, the hall and its history come out."""

    centre: Centre = field(default_factory=small_centre)
    hall: Hall = field(default_factory=Hall)
    now: int = START
    history: list[Event] = field(default_factory=list)

    def do(self, command: c.Command, pause: int = 1000) -> tuple[Event, ...]:
        """The events of a command that must be allowed."""
        self.now += pause
        events = decide(self.centre, self.hall, command, self.now, "test")
        self.hall = fold(self.hall, events)
        self.history += events
        return events

    def ask(self, command: c.Command, pause: int = 1000) -> str | None:
        """Why a command is refused, None when it is not."""
        try:
            self.do(command, pause)
        except Refused as refused:
            return refused.code
        return None
