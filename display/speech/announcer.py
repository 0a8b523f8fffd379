"""What the server holds of the voice: which clips make up a call, and the care that they are there in time.

No method waits for an engine or the network, but `clip` and `keep`, which say how long. No engine is loaded here.
"""

import logging
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from display.speech import reports, units
from display.speech.choice import CHIME, OFFLINE, orders, spoken
from display.speech.clips import ClipStore
from display.speech.desk import Desk
from display.speech.facts import BankState, Health, Kept, UnitState
from display.speech.link import USUAL, Care, Start
from display.speech.manner import OWN_WORDS, Manner, Tongue, plain
from display.speech.numbers import Style
from display.speech.phrases import Occasion, Piece, Unit, sentence
from display.speech.plan import Series, units_of
from display.speech.process import worker_process
from display.speech.rank import Rank
from display.speech.teller import URL, Said, Teller
from display.speech.wording import standard_wording

log = logging.getLogger(__name__)
SAMPLE_NUMBER = 25


class Announcer:
    """The voice of one centre, safe for any number of threads (native or green)."""

    def __init__(
        self,
        folder: Path,
        key: bytes,
        manner: Manner,
        *,
        online: bool,
        series: Sequence[Series],
        counters: Sequence[int],
        recordings: Path,
        voices: Path,
        build_bank: bool,
        start_worker: Start | None = None,
        care: Care = USUAL,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Starts the worker and returns at once.

        `folder` keeps the clips; `key` (16 bytes or more, the centre's secret) names them, so it must stay the same
        over restarts. `online` lets gTTS be used. People's recordings lie in `recordings`, piper's voices in `voices`.
        `clock` gives seconds since the epoch. Raises ValueError for a short key.
        """
        store = ClipStore(folder, key, voices)
        self._recordings = recordings
        self._online, self._build_bank = online, build_bank
        self._clock = clock
        self._listed: dict[str, list[Unit]] = {}
        self._desk = Desk(store, start_worker or worker_process(store.folder, key, recordings, voices), care)
        self._teller = Teller(store, self._desk, online=online, voices=voices, clock=clock)
        self.adopt(manner, series, counters)
        self._desk.open()

    @property
    def manner(self) -> Manner:
        """How the centre speaks just now."""
        return self._manner

    def adopt(self, manner: Manner, series: Sequence[Series], counters: Sequence[int]) -> None:
        """From now on the centre speaks like this; the bank follows, and new recordings are taken in."""
        self._manner, self._series, self._counters = manner, tuple(series), tuple(counters)
        self._listed = {}
        plan = {
            "manner": plain(manner), "series": [list(line) for line in self._series], "counters": list(counters),
            "online": self._online, "build": self._build_bank,
        }  # fmt: skip
        self._desk.plan({"plan": plan})
        self._teller.order((CHIME,), Rank.CALL)

    def say(self, label: str, counter: int, occasion: Occasion = "call", times: int = 1, language: str = "vi") -> Said:
        """The addresses of the clips that make up a call, by language in the order to be played.

        The first language begins with the chime; a label that cannot be said still rings it. Each language has one
        voice, the wished one only if all its clips are there; the offline voice's may still be in the making.
        """
        manner = self._manner

        def pieces(tongue: Tongue) -> tuple[Piece, ...]:
            return sentence(occasion, tongue, manner.style, label=label, counter=counter, times=times)

        return self._teller.speak(spoken(manner, language), pieces, chime=manner.chime)

    def announce(self, occasion: Occasion, *, counter: int = 0, minutes: int = 0) -> Said:
        """As `say`, for what is said to everybody: the languages that are always spoken."""
        manner = self._manner

        def pieces(tongue: Tongue) -> tuple[Piece, ...]:
            return sentence(occasion, tongue, manner.style, counter=counter, minutes=minutes)

        return self._teller.speak(spoken(manner, ""), pieces, chime=manner.chime)

    def sample(self, tongue: Tongue, style: Style, occasion: Occasion) -> Said:
        """One language as it would sound, without the chime; its clips may be made only when they are fetched."""
        line = next(iter(self._series), Series("A", 1, 999, 3))
        label = line.label(min(max(line.first, SAMPLE_NUMBER), line.last))
        counter, minutes = next(iter(self._counters), 1), self._manner.closing_minutes or 15
        try:
            pieces = sentence(occasion, tongue, style, label=label, counter=counter, times=2, minutes=minutes)
        except ValueError as error:
            log.warning("a sample cannot be said: %s", error)
            return {}
        voice = self._teller.in_use(tongue)
        if voice == "piper" or (voice == "gtts" and self.health().online == "ok"):
            return {tongue.lang: self._teller.addresses(orders(tongue, pieces, voice))}
        chosen = self._teller.choose(tongue, pieces, voice)
        if chosen is None or (voice == "recorded" and chosen.voice != voice):
            return {}  # another voice would be no sample of what people have recorded
        return {tongue.lang: self._teller.tell(chosen, Rank.CALL)}

    def read_aloud(self, texts: Sequence[str], lang: str) -> list[list[str]]:
        """The addresses of the clips that read each text aloud; empty for what cannot be read. Never waits.

        A text takes some milliseconds: a server with others to serve hands over one at a time. Nothing goes online.
        """
        manner = self._manner
        if lang not in OWN_WORDS:
            return [[] for _ in texts]
        usual = Tongue(lang, OFFLINE, wording=standard_wording(lang))
        tongue = next((tongue for tongue in manner.tongues if tongue.lang == lang), usual)
        # Nobody has recorded these sentences.
        voice = self._teller.in_use(tongue) if tongue.voice != "recorded" else OFFLINE
        return [self._teller.read(text, tongue, manner.style, voice) for text in texts]

    def prepare_ticket(self, label: str, language: str = "vi") -> None:
        """The ticket was issued: the pieces of its call that do not depend on the counter will be needed."""
        manner = self._manner
        for tongue in spoken(manner, language):
            try:
                here, there = (sentence("call", tongue, manner.style, label=label, counter=n) for n in (1, 2))
            except ValueError as error:
                log.warning("a label cannot be said: %s", error)
                return
            pieces = [piece for piece in here if piece in there]
            chosen = self._teller.choose(tongue, pieces, self._teller.in_use(tongue))
            if chosen:
                self._teller.tell(chosen, Rank.AHEAD)

    def clip(self, name: str, wait: float = 2.0) -> Path | None:
        """The clip's file; a clip of a recent call that is not there yet is waited for, at most `wait` seconds.

        A sample in a slow voice may take longer. None for a name never said and a clip that cannot be made.
        """
        return self._teller.clip(name, wait)

    def bank(self) -> BankState:
        """How far the bank is."""
        recorded = {
            tongue.lang: self._units(tongue.lang) for tongue in self._manner.tongues if tongue.voice == "recorded"
        }
        return reports.bank_state(self._build_bank, self._desk.bank, self._desk.worker, recorded, self._desk.shelf)

    def pause_bank(self) -> None:
        """No more clips are made ahead until `resume_bank`; what a call needs is made all the same."""
        self._desk.pause(True)

    def resume_bank(self) -> None:
        """The bank goes on."""
        self._desk.pause(False)

    def health(self) -> Health:
        """The worker, the orders under way, and whether gTTS may be asked."""
        online, resumes_at = reports.online(self._online, self._desk.bank, round(self._clock() * 1000))
        return Health(self._desk.worker, self._desk.orders.waiting(), online, resumes_at)

    def units(self, lang: str) -> list[UnitState]:
        """What a person has to record for a language, missing and broken ones first."""
        return units.unit_states(self._units(lang), lang, self._desk.shelf, URL)

    def look(self) -> None:
        """People have copied recordings into the folder: the worker looks at them now, and nobody waits for it."""
        self._desk.look()

    def keep(self, lang: str, unit: str, wav: bytes) -> Kept:
        """Takes a recording (a WAV, FLAC or MP3 file) in; waits for the worker's judgement, at most 20 seconds."""
        if all(wanted.key != unit for wanted in self._units(lang)):
            return Kept("unknown")
        return units.keep(self._desk, self._recordings, lang, unit, wav)

    def forget(self, lang: str, unit: str) -> bool:
        """Deletes a recording. True if there was one. Raises OSError when it cannot be deleted."""
        return units.forget(self._desk, self._recordings, lang, unit)

    def close(self) -> None:
        """Ends the worker and releases whoever waits for a clip."""
        self._desk.close()

    def _units(self, lang: str) -> list[Unit]:
        """The list of a language; worked out once, for it takes long enough to be noticed."""
        listed = self._listed
        if lang not in listed:
            listed[lang] = units_of(self._manner, self._series, self._counters, lang)
        return listed[lang]
