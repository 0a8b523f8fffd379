"""A stand-in for the program `piper`: the same command line, a voice of its own, and the ways a program can go wrong.

Options as in piper-tts 1.8.0: --model, --output-file, --length-scale; the text comes by the standard input.
The "voice" is a tone for each word, its length in proportion to the word; the model file's text chooses a misdeed.
"""

import argparse
import math
import struct
import subprocess
import sys
import time
import wave
from pathlib import Path

RATE = 22_050


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("-m", "--model", required=True)
    parser.add_argument("-f", "--output-file", "--output_file")
    parser.add_argument("--length-scale", "--length_scale", type=float, default=1.0)
    arguments, unknown = parser.parse_known_args()
    assert not unknown, "piper would take these for the text"
    assert Path(f"{arguments.model}.json").is_file()
    misdeed = Path(arguments.model).read_text()
    sys.stdin.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    lines = [line.strip() for line in sys.stdin if line.strip()]
    (Path(arguments.model).parent / "heard.txt").write_text("\n".join(lines), encoding="utf-8")
    if misdeed == "hang":
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        (Path(arguments.model).parent / "pids.txt").write_text(f"{child.pid}")
        time.sleep(600)
    elif misdeed == "fail":
        sys.exit(1)
    elif misdeed == "garbage":
        Path(arguments.output_file).write_bytes(b"no sound at all" * 1000)
    elif misdeed != "nothing":
        speak(lines, arguments.output_file, arguments.length_scale, misdeed)


def speak(lines: list[str], target: str, scale: float, misdeed: str) -> None:
    samples: list[float] = []
    for word in " ".join(lines).split():
        length = round(0.09 * len(word) * scale * RATE)
        samples += [math.sin(math.pi * i / length) * math.sin(2 * math.pi * 200 * i / RATE) for i in range(length)]
        samples += [0.0] * round(0.02 * RATE)
    if misdeed == "silence":
        samples = [0.0] * len(samples)
    if misdeed == "half":
        samples = samples[: round(len(samples) * 0.47)]
    if misdeed == "one word":
        samples = samples[: round(0.15 * RATE)]
    with wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(struct.pack(f"<{len(samples)}h", *(round(20_000 * sample) for sample in samples)))


if __name__ == "__main__":
    main()
