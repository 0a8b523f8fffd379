"""From what the worker last said to what the pages are told. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from display.speech.facts import BankState, Online
from display.speech.phrases import Unit
from display.speech.takes import Shelf


def bank_state(
    built: bool, told: Mapping[str, Any], worker: int | None, units: Mapping[str, Sequence[Unit]], shelf: Shelf
) -> BankState:
    """The bank, from the worker's last word (`told`), and for recorded languages from the units that are there."""
    recorded = {
        lang: (
            "recorded",
            sum(bool((take := shelf.get(lang, {}).get(unit.key)) and take.clip) for unit in wanted),
            len(wanted),
        )
        for lang, wanted in units.items()
    }
    by_lang = {lang: (str(voice), int(made), int(of)) for lang, (voice, made, of) in told.get("by_lang", {}).items()}
    by_lang |= recorded
    if not built:
        return BankState(by_lang=by_lang)
    made, of, failed = (int(told.get(key, 0)) for key in ("made", "of", "failed"))
    if not told:
        # Planning takes a moment; a worker that is away is told as such.
        state = BankState("running", made, of, failed, by_lang=by_lang)
        return state if worker else BankState("paused", made, of, failed, by_lang=by_lang, why="worker")
    if worker is None and told["state"] == "running":
        return BankState("paused", made, of, failed, by_lang=by_lang, why="worker")
    resumes_at = told.get("online") if told.get("why") == "online" else None
    return BankState(told["state"], made, of, failed, resumes_at=resumes_at, by_lang=by_lang, why=told.get("why"))


def online(allowed: bool, told: Mapping[str, Any], now: int) -> tuple[Online, int | None]:
    """Whether gTTS may be asked, and when its pause ends. `now` and the answer in milliseconds since the epoch."""
    if not allowed:
        return "off", None
    resumes_at = told.get("online")
    return ("paused", int(resumes_at)) if resumes_at and now < resumes_at else ("ok", None)
