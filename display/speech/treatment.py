"""From what an engine or a person delivers to a finished clip: one channel, no silence around it, one loudness for all.

Loaded in the worker only: numpy, scipy and the libraries on top of them weigh some 80 MB and a second of start.
Samples are floats, 1.0 = full scale.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import soundfile
from numpy.typing import NDArray

from display.speech import mp3
from display.speech.loudness import level
from display.speech.tempo import stretch
from display.speech.voices import Sound, VoiceError

Samples: TypeAlias = NDArray[np.float64]

RATES = (8_000, 96_000)
MOST_CHANNELS = 2
LARGEST = 20_000_000
"""Bytes of a file."""
LONGEST = 60.0
"""Seconds; nothing longer is read, whatever a file claims to hold."""
BLOCK = 65_536
"""Frames that are read at once: a file of many channels or samples must not fill the memory of a small computer."""
QUIET = 10 ** (-42 / 20)
"""Below this share of the loudest moment it is silence."""
MOMENT = 0.005
"""Seconds over which the strength of the sound is taken."""
MARGIN = 0.015
"""Seconds of silence kept at either end."""
FADE = 0.01
"""Seconds, inside the margin, over which what is left of the sound comes and goes, so that it does not click."""


@dataclass(frozen=True, slots=True)
class Take:
    """Sound as it was delivered: one channel, `rate` samples a second."""

    samples: Samples
    rate: int

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate


def decode(data: bytes, whole: bool = False) -> Take:
    """A WAV, MP3, FLAC or Ogg file as one channel. Raises VoiceError `not_sound`, `too_large` or `long`.

    With `whole`, an MP3 must consist of whole frames and nothing else, or it is `cut`: so it is delivered by an engine,
    while people's files end in tags of many kinds.
    """
    if len(data) > LARGEST:
        raise VoiceError("too_large")
    try:
        with soundfile.SoundFile(io.BytesIO(data)) as file:
            rate, kind = int(file.samplerate), str(file.format)
            if not RATES[0] <= rate <= RATES[1]:
                raise VoiceError("not_sound", f"{rate} samples a second")
            if file.channels > MOST_CHANNELS:
                raise VoiceError("not_sound", f"{file.channels} channels")
            mono = _mono(file, round(LONGEST * rate) + 1)
    except (soundfile.SoundFileError, RuntimeError, ValueError, OSError) as error:
        raise VoiceError("not_sound", str(error)) from error
    if not len(mono) or not np.isfinite(mono).all():
        raise VoiceError("not_sound", "no samples")
    take = Take(mono, rate)
    if take.seconds > LONGEST:
        raise VoiceError("long")
    if whole and kind == "MP3":
        _whole(data, take)
    return take


def _mono(file: soundfile.SoundFile, most: int) -> Samples:
    """At most so many frames, their channels made one."""
    blocks: list[Samples] = [np.zeros(0)]
    left = most
    while left > 0 and len(block := file.read(min(left, BLOCK), dtype="float64", always_2d=True)):
        blocks.append(block.mean(axis=1))
        left -= len(block)
    return np.concatenate(blocks)


def _whole(data: bytes, take: Take) -> None:
    """The decoder passes over damage in silence, so every frame is walked and the lengths are compared."""
    try:
        length = mp3.seconds(data)
    except mp3.NotMp3 as error:
        raise VoiceError("cut", str(error)) from error
    # Encoder and decoder delay of layer III, which a decoder may take off, lie below four frames.
    if abs(length - take.seconds) > 4 * 1152 / take.rate:
        raise VoiceError("cut", f"{length:.2f} s of frames, {take.seconds:.2f} s of sound")


def strengths(samples: Samples, rate: int, moment: float = MOMENT) -> Samples:
    """Root mean square of each `moment` (seconds) in turn; what is left over at the end counts as a moment too."""
    step = max(1, round(moment * rate))
    starts = np.arange(0, len(samples), step)
    lengths = np.diff(np.append(starts, len(samples)))
    sums: Samples = np.add.reduceat(np.square(samples), starts)
    return np.sqrt(sums / lengths)


def trim(take: Take) -> Take:
    """The take without the silence around it, but for a margin. Raises VoiceError `silent`."""
    samples = take.samples - take.samples.mean()
    power = strengths(samples, take.rate)
    loudest = float(power.max(initial=0.0))
    heard = np.flatnonzero(power > QUIET * loudest)
    if not len(heard):
        raise VoiceError("silent")
    step, margin = max(1, round(MOMENT * take.rate)), round(MARGIN * take.rate)
    first, last = heard[0] * step, min((heard[-1] + 1) * step, len(samples))
    # Made longer where there is less than the margin: all clips join alike, and a fade never touches speech.
    kept = np.zeros(last - first + 2 * margin)
    before, behind = min(margin, first), min(margin, len(samples) - last)
    kept[margin - before : margin + last - first + behind] = samples[first - before : last + behind]
    ramp = np.linspace(0.0, 1.0, round(FADE * take.rate))
    kept[margin - len(ramp) : margin] *= ramp
    kept[: margin - len(ramp)] = 0.0
    kept[len(kept) - margin : len(kept) - margin + len(ramp)] *= ramp[::-1]
    kept[len(kept) - margin + len(ramp) :] = 0.0
    return Take(kept, take.rate)


def join(takes: Sequence[Take], gap: float) -> Take:
    """The takes one after the other, each trimmed, with `gap` seconds of silence between. A single one stays as it is.

    Raises VoiceError `silent`, or `engine` if their rates differ.
    """
    if len(takes) == 1:
        return takes[0]
    rate = takes[0].rate
    if any(take.rate != rate for take in takes):
        raise VoiceError("engine", "parts at different rates")
    pieces: list[Samples] = []
    for take in takes:
        pieces += [np.zeros(round(gap * rate)), trim(take).samples]
    return Take(np.concatenate(pieces[1:]), rate)


def finish(take: Take, speed: int = 100) -> Sound:
    """The clip: trimmed, at `speed` percent with its pitch kept, at the loudness of all clips.

    Raises VoiceError `silent`.
    """
    speech = trim(take)
    samples = stretch(speech.samples, speech.rate, speed / 100)
    return Sound(to_wav(level(samples, speech.rate), speech.rate), len(samples) / speech.rate)


def to_wav(samples: Samples, rate: int) -> bytes:
    """A whole WAV file of 16 bits, one channel."""
    out = io.BytesIO()
    steps = np.rint(np.clip(samples, -1.0, 1.0) * 32_767).astype(np.int16)
    soundfile.write(out, steps, rate, subtype="PCM_16", format="WAV")
    return out.getvalue()
