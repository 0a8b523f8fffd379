"""Helpers: reading clips back, MP3 files of real speech as Google delivers them, and MP3 files of empty frames."""

import io
import wave
from array import array
from functools import lru_cache

import numpy as np
import soundfile
from numpy.typing import NDArray
from scipy.signal import resample_poly

from display.speech.engines.espeak import RATE, WORDS_A_MINUTE, _synthesize

FRAME = bytes.fromhex("fff384c4") + bytes(188)
"""One MPEG-2 layer III frame: 64 kbit/s, 24,000 Hz, mono; 192 bytes, 24 ms."""
GOOGLE_RATE = 24_000
# libsndfile's scale from 160 kbit/s (0) to 8 kbit/s (1) at this rate: 64 kbit/s.
_LEVEL = 96 / 152


def read_wav(data: bytes) -> tuple[int, "array[int]"]:
    """Rate and samples of a 16-bit mono WAV file."""
    with wave.open(io.BytesIO(data)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        return file.getframerate(), array("h", file.readframes(file.getnframes()))


def make_mp3(seconds: float) -> bytes:
    return FRAME * round(seconds / 0.024)


def spoken(text: str, lang: str) -> NDArray[np.float64]:
    """What espeak-ng says, as it says it: samples at the engine's RATE, untreated."""
    return np.frombuffer(_synthesize(text, lang.encode(), WORDS_A_MINUTE), dtype=np.int16) / 32_768


def to_mp3(samples: NDArray[np.float64]) -> bytes:
    """An MP3 at 24 kHz and 64 kbit/s, one channel, without the frame in which LAME tells its delays."""
    out = io.BytesIO()
    mp3 = {"format": "MP3", "subtype": "MPEG_LAYER_III", "bitrate_mode": "CONSTANT", "compression_level": _LEVEL}
    soundfile.write(out, samples, GOOGLE_RATE, **mp3)
    frames = out.getvalue()
    assert frames[:4] == FRAME[:4]
    assert b"Info" in frames[: len(FRAME)]
    return frames[len(FRAME) :]


@lru_cache(256)
def speech_mp3(text: str, lang: str) -> bytes:
    """`text` as a whole MP3: espeak-ng's voice in the form of Google's."""
    return to_mp3(resample_poly(spoken(text, lang), 160, 147) * 0.7)


assert GOOGLE_RATE * 147 == RATE * 160
