from hypothesis import given
from hypothesis import strategies as st

from printers.trickle import BURST, Trickle


@given(
    speed=st.integers(1, 20_000),
    steps=st.lists(st.tuples(st.floats(0, 0.5), st.integers(0, 5000)), max_size=60),
)
def test_never_more_than_the_line_carries(speed: int, steps: list[tuple[float, int]]) -> None:
    line, now, taken = Trickle(), 0.0, 0
    for wait, wanted in steps:
        now += wait
        ready = line.ready(now, speed)
        line.taken(min(ready, wanted))
        taken += min(ready, wanted)
        assert taken <= now * speed + max(1.0, speed * BURST) + 1e-6


@given(st.integers(1, 20_000))
def test_whoever_waits_as_long_as_it_says_gets_a_byte(speed: int) -> None:
    line, now = Trickle(), 0.0
    for _ in range(20):
        line.taken(line.ready(now, speed))
        now += line.seconds_to_next(speed) + 1e-6
        assert line.ready(now, speed) >= 1


def test_a_rested_line_does_not_save_up() -> None:
    line = Trickle()
    assert line.ready(0.0, 960) == 0
    assert line.ready(3600.0, 960) == 96
