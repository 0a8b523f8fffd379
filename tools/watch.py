"""Keeping the children going: the agent is started again, the server's end is the end of everything."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tools.children import Child
from tools.talk import Talk

FIRST_PAUSE, LONGEST_PAUSE, SETTLED = 1.0, 10.0, 60.0


@dataclass(slots=True)
class Restart:
    """When a helper that ended may be started again: after 1, 2, 4, 8, 10, 10 … seconds; from 1 again once it has
    run for a minute. Times are monotonic seconds, given by the caller."""

    pause: float = FIRST_PAUSE
    started: float = 0.0
    due: float | None = None

    def ended(self, now: float) -> float:
        """Note an end; gives the pause before the next start."""
        if now - self.started >= SETTLED:
            self.pause = FIRST_PAUSE
        pause, self.pause = self.pause, min(self.pause * 2, LONGEST_PAUSE)
        self.due = now + pause
        return pause

    def is_due(self, now: float) -> bool:
        return self.due is not None and now >= self.due

    def begun(self, now: float) -> None:
        self.started, self.due = now, None


@dataclass(slots=True)
class Watch:
    """Looks after the server and its helpers until `stop` is set or the server ends."""

    server: Child
    helpers: Sequence[Child]
    talk: Talk
    stop: threading.Event
    clock: Callable[[], float] = time.monotonic
    _restarts: dict[str, Restart] = field(default_factory=dict, init=False)

    def until_the_end(self, every: float = 0.2) -> int:
        """The exit code for `run.py`: 0 when asked to stop, else the server's own (1 if that was 0)."""
        while not self.stop.wait(every):
            code = self.server.code()
            if code is not None:
                return 0 if self.stop.wait(0.5) else self._server_ended(code)
            for helper in self.helpers:
                self._look_at(helper, self.clock())
        return 0

    def _server_ended(self, code: int) -> int:
        self.talk.say(
            f"✗ Máy chủ dừng bất ngờ (mã {code}). Những dòng cuối trong {self.server.log}:",
            f"The server ended unexpectedly (code {code}). Last lines of its log:",
        )
        self.talk.plain(self.server.last_lines())
        return code or 1

    def _look_at(self, helper: Child, now: float) -> None:
        restart = self._restarts.setdefault(helper.name, Restart(started=now))
        if restart.is_due(now):
            helper.start()
            restart.begun(now)
        elif restart.due is None and (code := helper.code()) is not None:
            if self.stop.wait(0.5):
                return  # Ctrl-C reaches every process of the group; this was no accident
            pause = restart.ended(now)
            self.talk.say(
                f"! {helper.name} dừng bất ngờ (mã {code}); khởi động lại sau {pause:.0f} giây. Nhật ký: {helper.log}",
                f"{helper.name} ended unexpectedly (code {code}); starting again in {pause:.0f} s",
            )
            self.talk.plain(helper.last_lines(3))
