"""Clips found in a capture: as a whole by normalised cross-correlation, then in 200-ms pieces.

A sound server under load drops or delays buffers: what comes after the hole is a little early or late, and not wrong.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray
from scipy.fft import irfft, next_fast_len, rfft
from scipy.signal import resample_poly

from tests.ear.capture import RATE, Samples

EAR = 12_000  # samples a second at which is compared: speech is below 6 kHz
PIECE = 0.2  # s
AROUND = 0.2  # s that a piece may be displaced by lost or late buffers
WHOLE = 0.35  # correlation of a whole clip from which on it is looked at closer: half of it may be displaced
SAME = 0.9  # correlation of a piece that is there
QUIET = 10 ** (-50 / 20)  # below this nothing is heard
MOMENT = 0.02  # s in which loudness is measured


@dataclass(frozen=True, slots=True)
class Heard:
    """A clip in the capture: from when to when (s), how much of it was there and how well; `whole`: without a hole."""

    name: str
    at: float
    end: float
    share: float
    likeness: float
    whole: bool


@dataclass(frozen=True, slots=True)
class _Piece:
    offset: int
    shape: Samples  # of length 1
    weight: float  # s of sound in it


@dataclass(slots=True)
class Clip:
    """A reference: what should be heard when it is played."""

    name: str
    samples: Samples  # at `EAR`
    pieces: list[_Piece] = field(default_factory=list)

    def __post_init__(self) -> None:
        size = round(PIECE * EAR)
        starts = [*range(0, max(1, len(self.samples) - size), size)]
        if len(self.samples) > size:
            starts.append(len(self.samples) - size)  # the last word counts in full
        for offset in sorted(set(starts)):
            part = self.samples[offset : offset + size]
            sound = _loud(part).sum() * MOMENT
            if sound >= PIECE / 4:
                self.pieces.append(_Piece(offset, part / np.linalg.norm(part), float(sound)))

    @property
    def sound(self) -> float:
        """Seconds of sound in it."""
        return sum(piece.weight for piece in self.pieces)


def _loud(samples: Samples) -> NDArray[np.bool_]:
    """For every `MOMENT`, whether it is louder than `QUIET`."""
    size = round(MOMENT * EAR)
    whole = samples[: len(samples) // size * size].reshape(-1, size)
    return np.asarray(np.sqrt((whole.astype(np.float64) ** 2).mean(axis=1)) > QUIET)


def at_ear(samples: Samples, rate: int) -> Samples:
    """The same sound at the rate of the comparison."""
    step = np.gcd(rate, EAR)
    return np.asarray(resample_poly(samples, EAR // step, rate // step), dtype=np.float32)


def read_clips(files: Mapping[str, Path]) -> dict[str, Clip]:
    """Reference clips by name."""
    clips = {}
    for name, path in files.items():
        samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
        clips[name] = Clip(name, at_ear(samples.mean(axis=1), rate))
    return clips


class Ear:
    """A capture, ready to be searched."""

    def __init__(self, captured: Samples, rate: int = RATE) -> None:
        self.samples = at_ear(captured, rate)
        self._size = next_fast_len(len(self.samples) + 10 * EAR, real=True)
        self._spectrum = rfft(self.samples, self._size)
        self._energy = np.concatenate([[0.0], np.cumsum(self.samples.astype(np.float64) ** 2)])

    def likeness(self, shape: Samples) -> Samples:
        """The normalised cross-correlation with a shape at every place where it fits."""
        places = len(self.samples) - len(shape) + 1
        if places < 1:
            return np.zeros(0, np.float32)
        inner = irfft(self._spectrum * np.conj(rfft(shape, self._size)), self._size)[:places]
        energy = self._energy[len(shape) :] - self._energy[: -len(shape)]
        floor = len(shape) * QUIET**2  # silence is like nothing
        return np.asarray(inner / (np.linalg.norm(shape) * np.sqrt(np.maximum(energy, floor))), np.float32)

    def places(self, clip: Clip) -> list[int]:
        """Where the clip may be, as a whole or in parts; the best one of each neighbourhood."""
        likeness = self.likeness(clip.samples)
        found = []
        while len(likeness) and likeness[best := int(likeness.argmax())] >= WHOLE:
            found.append(best)
            near = len(clip.samples) // 2
            likeness[max(0, best - near) : best + near] = 0
        return found

    def look(self, clip: Clip, place: int) -> "Sight":
        """How much of a clip is there, piece by piece."""
        reach, there = round(AROUND * EAR), []
        for piece in clip.pieces:
            start = max(0, place + piece.offset - reach)
            window = self.samples[start : place + piece.offset + reach + len(piece.shape)].astype(np.float64)
            if len(window) < len(piece.shape):
                continue
            inner = np.correlate(window, piece.shape, "valid")
            energy = np.concatenate([[0.0], np.cumsum(window**2)])
            norm = np.sqrt(np.maximum(energy[len(piece.shape) :] - energy[: -len(piece.shape)], 1e-9))
            best = int((inner / norm).argmax())
            if (like := float(inner[best] / norm[best])) >= SAME:
                there.append((start + best, piece, like))
        return Sight(clip, place, there)

    def loud(self) -> NDArray[np.bool_]:
        """For every `MOMENT`, whether something is heard."""
        return _loud(self.samples)


@dataclass(frozen=True, slots=True)
class Sight:
    clip: Clip
    place: int
    there: list[tuple[int, _Piece, float]]  # where each piece that is there was found

    @property
    def explained(self) -> float:
        return sum(piece.weight * like for _, piece, like in self.there)

    @property
    def share(self) -> float:
        return sum(piece.weight for _, piece, _ in self.there) / self.clip.sound

    def overlap(self, other: "Sight") -> float:
        """Seconds for which both claim to be heard."""
        first = max(self.place, other.place)
        last = min(self.place + len(self.clip.samples), other.place + len(other.clip.samples))
        return (last - first) / EAR

    def heard(self) -> Heard:
        at = np.median([found - piece.offset for found, piece, _ in self.there]) / EAR
        moved = [abs(found - piece.offset - self.place) for found, piece, _ in self.there]
        whole = len(self.there) == len(self.clip.pieces) and max(moved) <= 2
        like = float(np.mean([like for _, _, like in self.there]))
        return Heard(self.clip.name, float(at), float(at) + len(self.clip.samples) / EAR, self.share, like, whole)
