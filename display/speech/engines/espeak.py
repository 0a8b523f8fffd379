"""The offline voice: espeak-ng through the library inside the wheel espeakng-loader. No program, no root, no network.

espeak-ng is under the GPL, version 3: it is loaded in the worker process only.
"""

import _ctypes
import ctypes
import threading
from importlib.util import find_spec

import numpy as np

from display.speech.treatment import Take, finish
from display.speech.voices import ESPEAK, FASTEST, SLOWEST, Sound, VoiceError

# From espeak-ng's public header, speak_lib.h.
_OUTPUT_SYNCHRONOUS = 2
_INITIALIZE_DONT_EXIT = 0x8000
_RATE, _VOLUME = 1, 2
_POS_CHARACTER = 1
_CHARS_UTF8 = 1

_VOICES = {"vi": b"vi", "en": b"en"}
RATE = 22_050
WORDS_A_MINUTE = 140
"""At a speed of 100 percent: clear in a noisy hall. The engine's own 175 is a hurry."""
# At its own full volume espeak-ng clips; the treatment brings every clip to the same strength afterwards.
_ENGINE_VOLUME = 80

_OnSamples = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class Espeak:
    """espeak-ng, synchronous: a sentence takes milliseconds. The same text always gives the same bytes."""

    name = ESPEAK.engine
    version = ESPEAK.version

    def __init__(self) -> None:
        # The library keeps its state in globals: one sentence at a time.
        self._lock = threading.Lock()

    def available(self) -> bool:
        return find_spec("espeakng_loader") is not None

    def speak(self, text: str, lang: str, speed: int = 100) -> Sound:
        voice = _VOICES.get(lang)
        if voice is None:
            raise VoiceError("language", lang)
        pace = round(WORDS_A_MINUTE * min(max(speed, SLOWEST), FASTEST) / 100)
        with self._lock:
            spoken = _synthesize(text, voice, pace)
        return finish(Take(np.frombuffer(spoken, dtype=np.int16) / 32_768, RATE))


def _synthesize(text: str, voice: bytes, pace: int) -> bytes:
    """16-bit samples as the engine gives them; `pace` is in words a minute.

    The library is loaded afresh for each sentence (about 2 ms): it carries the phase of its generator from one
    sentence to the next, through espeak_Terminate too, so a clip would depend on what was said before it.
    """
    try:
        import espeakng_loader

        library = ctypes.CDLL(espeakng_loader.get_library_path())
        data = espeakng_loader.get_data_path()
    except (ImportError, OSError, RuntimeError) as error:
        raise VoiceError("unavailable", str(error)) from error
    try:
        return _utter(library, data.encode(), text.encode() + b"\0", voice, pace)
    finally:
        library.espeak_Terminate()
        _unload(library)


def _utter(library: ctypes.CDLL, data: bytes, text: bytes, voice: bytes, pace: int) -> bytes:
    rate = library.espeak_Initialize(_OUTPUT_SYNCHRONOUS, 0, data, _INITIALIZE_DONT_EXIT)
    if rate != RATE:
        raise VoiceError("unavailable", f"espeak-ng answers a rate of {rate}")
    samples = bytearray()

    def collect(wave: "ctypes._Pointer[ctypes.c_short]", count: int, _events: int) -> int:
        if wave and count > 0:
            samples.extend(ctypes.string_at(wave, count * 2))
        return 0

    callback = _OnSamples(collect)
    library.espeak_SetSynthCallback(callback)
    if library.espeak_SetVoiceByName(voice) != 0:
        raise VoiceError("language", voice.decode())
    library.espeak_SetParameter(_RATE, pace, 0)
    library.espeak_SetParameter(_VOLUME, _ENGINE_VOLUME, 0)
    done = library.espeak_Synth(
        text, ctypes.c_size_t(len(text)), ctypes.c_uint(0), _POS_CHARACTER, ctypes.c_uint(0), _CHARS_UTF8, None, None
    )
    if done != 0 or library.espeak_Synchronize() != 0:
        raise VoiceError("engine", f"espeak-ng answers {done}")
    return bytes(samples)


def _unload(library: ctypes.CDLL) -> None:
    if hasattr(_ctypes, "dlclose"):
        _ctypes.dlclose(library._handle)
    else:
        _ctypes.FreeLibrary(library._handle)  # type: ignore[attr-defined]
