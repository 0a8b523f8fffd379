"""`python -m tests.bench.pulse LOG …`: our server with a pulse in its event loop. All after LOG goes to the server.

The pulse is a green thread that wants to run every few milliseconds. When it runs late, something held the loop, or the
machine gave the processor to somebody else: so of each late beat we tell what Linux knows about that. LOG gets a line a
second: beats, and for each late one the milliseconds by the wall, those in which the thread did not just wait for a
processor, and those in which the server itself was computing.
"""

import json
import os
import sys
import threading
import time

EVERY = 0.002
LATE = 0.005


def main() -> None:
    """Beat and serve."""
    log = sys.argv.pop(1)
    from server.engine import patch

    patch("eventlet")
    # What is patched here is green: the pulse runs in the very loop that serves.
    threading.Thread(target=beat, args=(log,), daemon=True).start()
    from server.__main__ import main as serve

    serve()


def in_queue() -> float:
    """Seconds for which this thread has been ready to run and was not running (proc(5), schedstat)."""
    with open("/proc/thread-self/schedstat", encoding="ascii") as file:
        return int(file.read().split()[1]) / 1e9


def beat(log: str) -> None:
    """For ever."""
    late: list[tuple[float, ...]] = []
    beats, told_at = 0, time.perf_counter()
    with open(log, "a", encoding="utf-8", buffering=1) as file:
        while True:
            wall, queued, computed = time.perf_counter(), in_queue(), time.process_time()
            time.sleep(EVERY)
            now = time.perf_counter()
            lateness = now - wall - EVERY
            beats += 1
            if lateness > LATE:
                held = max(0.0, lateness - (in_queue() - queued))
                busy = min(lateness, time.process_time() - computed)
                late.append(tuple(round(seconds * 1000, 1) for seconds in (lateness, held, busy)))
            if now - told_at >= 1.0:
                file.write(json.dumps({"pid": os.getpid(), "beats": beats, "late": late}) + "\n")
                late, beats, told_at = [], 0, now


if __name__ == "__main__":
    main()
