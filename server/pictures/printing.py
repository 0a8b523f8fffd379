"""What is shown of paper: printers for the supervisor, whether paper comes out for the kiosk, one ticket's paper."""

from config.words import both
from server.pictures.scene import WORKS, Picture, Printer, Scene, rfc3339
from server.rules.papers import AT_THE_KIOSK, BACKUP, LOST, Paper

SILENT = 20_000  # ms without a word from the agent, after which its printer does not count
FEW_LEFT = 30  # tickets: time to bring a roll
UNCLEAR = 2  # attempts of ten minutes of which nobody knows
BACKLOG = 3  # jobs
OVERDUE = 10_000  # ms that a paper may wait before somebody should look
TROUBLES = ("paper_out", "cover_open", "cutter", "offline", "error", "silent")
RETRIED = ("held", "unknown", "expired")  # where asking once more may help


def state_of(scene: Scene, printer: Printer) -> str:
    """The state that counts: what an agent said that is not heard any more, counts no more."""
    return "silent" if scene.now - printer.seen_at >= SILENT else printer.state


def works(scene: Scene, printer: Printer) -> bool:
    """Whether paper comes out."""
    return state_of(scene, printer) in WORKS


def _serves(printer: Printer, place: str | None) -> bool:
    return printer.place in (place, BACKUP) or (place is not None and printer.agent == place)


def best_state(scene: Scene, place: str | None) -> str:
    """The state of the best printer for this place: its own if that works, else the backup; what is wrong otherwise."""
    able = sorted((p for p in scene.printers if _serves(p, place)), key=lambda p: p.place == BACKUP)
    states = [state_of(scene, printer) for printer in able] or ["offline"]
    return next((state for state in states if state in WORKS), states[0])


def stopped_places(scene: Scene) -> frozenset[str | None]:
    """Places (None: the hall) none of whose own printers works: the backup need not wait for them."""
    own = [printer for printer in scene.printers if printer.place != BACKUP]
    return frozenset({None, *(printer.place for printer in own)} - {p.place for p in own if works(scene, p)})


def printer_state(scene: Scene, kiosk: str) -> Picture:
    """Whether paper comes out at this kiosk, and in words why not.

    `name` is the printer where it usually does; null when there are several.
    """
    place = kiosk if any(printer.place == kiosk for printer in scene.printers) else None
    state = best_state(scene, place)
    return {"state": state, "why": words(state), "name": usual_printer(scene, place)}


def usual_printer(scene: Scene, place: str | None) -> str | None:
    """The name of this place's own printer; None when there are several, or none."""
    own = [printer.name for printer in scene.printers if printer.place == place]
    return own[0] if len(own) == 1 else None


def words(state: str) -> Picture | None:
    """A printer's trouble in words; None when it works."""
    return None if state in WORKS else both(f"office.printer_{state if state in TROUBLES else 'error'}")


def printer_row(scene: Scene, printer: Printer) -> Picture:
    """Everything the supervisor should know of a printer."""
    state = state_of(scene, printer)
    waiting, oldest = _waiting(scene, printer)
    trial = scene.work.trials.get(printer.agent)
    return {
        "name": printer.name,
        "agent": printer.agent,
        "place": printer.place,
        "state": state,
        "why": words(state),
        "detail": printer.detail,
        "paper": printer.paper,
        "tickets_left": printer.tickets_left,
        "level": printer.level,
        "width": printer.width,
        "seen_at": rfc3339(scene, printer.seen_at),
        "waiting": waiting,
        "oldest_s": oldest // 1000,
        "alerts": _alerts(scene, printer, state, waiting, oldest),
        "tested": {"at": rfc3339(scene, trial.at), "ok": trial.ok} if trial else None,
    }


def _waiting(scene: Scene, printer: Printer) -> tuple[int, int]:
    """How many jobs wait that this printer may take, and how long the oldest has waited (ms)."""
    lines = scene.work.waiting
    if printer.place == BACKUP:
        mine = [line for line in lines.values() if line.late]
    else:
        mine = [lines[place] for place in (printer.place, printer.agent) if place in lines]
    count = sum(line.late if printer.place == BACKUP else line.count for line in mine)
    return count, max((scene.now - line.since for line in mine), default=0)


def _alerts(scene: Scene, printer: Printer, state: str, waiting: int, oldest: int) -> list[str]:
    silent, out = state == "silent", state == "paper_out" or printer.paper == "out"
    few = printer.tickets_left is not None and printer.tickets_left <= FEW_LEFT
    unclear = scene.work.unclear.get((f"agent:{printer.agent}", printer.name), 0) >= UNCLEAR
    found = {
        "near_end": not silent and not out and printer.paper == "near_end",
        "few_left": not silent and not out and few,
        "out": not silent and out,
        "stopped": not silent and state not in WORKS and state != "paper_out",
        "silent": silent,
        "unclear": unclear,
        "backlog": waiting > BACKLOG or oldest > OVERDUE,
    }
    return [code for code, is_so in found.items() if is_so]


def print_answer(scene: Scene, paper: Paper) -> Picture:
    """A ticket's paper as the interface tells it.

    `held` is also a job for which no printer works, and one whose printer has stopped in mid-ticket. `why` is a
    printer's code or null; `retry` says that asking for the paper once more may help.
    """
    state, why = paper.state, None
    if state == "queued" and best_state(scene, paper.place) not in WORKS:
        state, why = "held", best_state(scene, paper.place)
    elif state == "held" or (state == "sending" and paper.detail is not None):
        state, why = "held", _code(paper.detail) or "error"
    elif state == "unknown":
        why = _code(paper.detail)
    retry = state in RETRIED and paper.asked < AT_THE_KIOSK
    return {"state": state, "why": why, "printer": paper.printer, "copy": paper.copy, "retry": retry}


def _code(detail: str | None) -> str | None:
    if detail == LOST:
        return "silent"
    return detail if detail in TROUBLES else None
