"""From pieces to addresses: chooses the voice, has missing clips made, and hands out what is there."""

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from display.speech.aloud import stretches
from display.speech.choice import CHIME, OFFLINE, Chosen, InUse, choose, in_use
from display.speech.clips import ClipStore, Order
from display.speech.desk import Desk
from display.speech.manner import Tongue
from display.speech.numbers import Style
from display.speech.phrases import Piece, prose
from display.speech.rank import Rank
from display.speech.voices import MARKS, model

MOST_REMEMBERED = 4096
"""Clips said lately that can still be made when a screen asks for them."""
SLOW = ("gtts", "piper")
SLOW_WAIT = 8.0
"""Seconds for which a clip of a slow voice is waited for: longer than its deadline. Only samples are ever so late."""
URL = "/clips/"

log = logging.getLogger(__name__)
Said = dict[str, list[str]]
"""Language → the addresses of its clips, in the order of speaking."""


class Teller:
    """Safe for any number of threads. `online`: gTTS may be used. `clock` gives seconds since the epoch."""

    def __init__(self, store: ClipStore, desk: Desk, *, online: bool, voices: Path, clock: Callable[[], float]) -> None:
        self._store = store
        self._desk = desk
        self._online = online
        self._voices = voices
        self._clock = clock
        self._lock = threading.Lock()
        self._said: OrderedDict[str, tuple[Order, Rank]] = OrderedDict()

    def in_use(self, tongue: Tongue) -> InUse:
        """The voice that the language has here."""
        return in_use(tongue, online=self._online, piper=lambda lang: model(self._voices, lang).is_file())

    def choose(self, tongue: Tongue, pieces: Sequence[Piece], voice: InUse) -> Chosen | None:
        """As `choice.choose`, with what is there now. Clips that are used stay in the folder."""
        now = self._clock()
        return choose(tongue, pieces, voice, lambda order: self._store.use(self._store.name(order), now), self._take)

    def speak(self, tongues: Sequence[Tongue], pieces: Callable[[Tongue], tuple[Piece, ...]], *, chime: bool) -> Said:
        """What is said in each language, and what is missing for that is ordered. The first begins with the chime."""
        said: Said = {}
        for tongue in tongues:
            try:
                chosen = self.choose(tongue, pieces(tongue), self.in_use(tongue))
            except ValueError as error:
                log.warning("this cannot be said: %s", error)
                continue
            if chosen is None:
                log.info("%s is left out: a recording is missing", tongue.lang)
                continue
            said[tongue.lang] = self.tell(chosen, Rank.CALL)
        if chime:
            first = next(iter(said), tongues[0].lang)
            said[first] = [*self.addresses((CHIME,)), *said.get(first, [])]
            self._desk.orders.ask(CHIME, Rank.CALL)
        return said

    def tell(self, chosen: Chosen, rank: Rank) -> list[str]:
        """The addresses of the chosen clips; missing ones are ordered, the wished voice's for another time.

        What is only read aloud is never ordered online: a screen may show what is nobody else's business.
        """
        reading = rank is Rank.READING
        if chosen.voice == OFFLINE:
            self.order(chosen.clips, rank)
        others = (order for order in chosen.missing if order not in chosen.clips)
        self.order((order for order in others if not (reading and _online(order))), rank if reading else Rank.AHEAD)
        return self.addresses(chosen.clips, Rank.READING if reading else Rank.CALL)

    def read(self, text: str, tongue: Tongue, style: Style, voice: InUse) -> list[str]:
        """The addresses of the clips that read a text aloud; none if nothing of it can be said."""
        pieces = [Piece(stretch, ()) for stretch in stretches(prose(text, tongue.lang, style))]
        chosen = self.choose(tongue, pieces, voice)
        return self.tell(chosen, Rank.READING) if chosen else []

    def order(self, wanted: Iterable[Order], rank: Rank) -> None:
        """Has clips made; those that are there cost nothing."""
        for order in wanted:
            self._desk.orders.ask(order, rank)

    def addresses(self, clips: Iterable[Order], rank: Rank = Rank.CALL) -> list[str]:
        """Where the clips are or will be; `clip` then knows how to make them, and how much hurry there is."""
        found = []
        with self._lock:
            for order in clips:
                name = self._store.name(order)
                known = self._said.get(name)
                self._said[name] = order, min(rank, known[1]) if known else rank
                self._said.move_to_end(name)
                found.append(URL + name)
            while len(self._said) > MOST_REMEMBERED:
                self._said.popitem(last=False)
        return found

    def clip(self, name: str, wait: float) -> Path | None:
        """The clip's file, waited for if it was said lately and is not there yet."""
        if not self._store.has(name):
            with self._lock:
                order, rank = self._said.get(name, (None, Rank.AHEAD))
            if order is None or order.engine == "recorded" or (rank is Rank.READING and _online(order)):
                return None
            asked = self._desk.orders.ask(order, rank)
            if asked:
                asked.settled.wait(max(wait, SLOW_WAIT) if wait and order.engine in SLOW else wait)
        return self._store.path(name) if self._store.has(name) else None

    def _take(self, lang: str, unit: str) -> str | None:
        take = self._desk.shelf.get(lang, {}).get(unit)
        return take.stamp if take and take.clip else None


def _online(order: Order) -> bool:
    return MARKS[order.engine].online
