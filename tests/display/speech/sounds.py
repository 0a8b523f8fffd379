"""Helpers: reading clips back, and MP3 files made of valid, empty frames."""

import io
import wave
from array import array

FRAME = bytes.fromhex("fff384c4") + bytes(188)
"""One MPEG-2 layer III frame: 64 kbit/s, 24,000 Hz, mono; 192 bytes, 24 ms."""


def read_wav(data: bytes) -> tuple[int, "array[int]"]:
    """Rate and samples of a 16-bit mono WAV file."""
    with wave.open(io.BytesIO(data)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        return file.getframerate(), array("h", file.readframes(file.getnframes()))


def make_mp3(seconds: float) -> bytes:
    return FRAME * round(seconds / 0.024)
