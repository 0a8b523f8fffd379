"""How espeak-ng would say each line of standard input (JSON [voice, text]); the phonemes, one line each.

A program of its own: the library is under the GPL and keeps its state in globals.
"""

import ctypes
import json
import sys

import espeakng_loader

SYNCHRONOUS, DONT_EXIT, UTF8 = 2, 0x8000, 1


def main() -> None:
    library = ctypes.CDLL(espeakng_loader.get_library_path())
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    library.espeak_Initialize(SYNCHRONOUS, 0, espeakng_loader.get_data_path().encode(), DONT_EXIT)
    for line in sys.stdin:
        voice, text = json.loads(line)
        if library.espeak_SetVoiceByName(voice.encode()):
            sys.exit(f"no voice {voice}")
        # The library moves the pointer on, one clause a time.
        rest = ctypes.c_char_p(text.encode())
        clauses = []
        while rest.value:
            clauses.append(library.espeak_TextToPhonemes(ctypes.byref(rest), UTF8, 0).decode())
        print(json.dumps(" ".join(" ".join(clauses).split())))


main()
