"""An optional offline voice: piper, a program of its own, with a voice file that the centre provides.

Nothing of piper (GPL) is part of this product: it is asked through its command line, text in and WAV out, in a child
process with a deadline. Both known programs are understood, the package piper-tts and the older `piper`.
"""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from display.speech.checks import PROGRAM, check, pace
from display.speech.treatment import LARGEST, Take, decode, finish
from display.speech.voices import FASTEST, PIPER, SLOWEST, Sound, VoiceError, model

DEADLINE = 30.0
"""Seconds for one text. Loading a voice takes a few of them on a small computer, at every call."""


def program() -> list[str] | None:
    """How piper is started on this machine, None if it is not installed."""
    if find_spec("piper") is not None:
        return [sys.executable, "-m", "piper"]
    found = shutil.which("piper")
    return [found] if found else None


class Piper:
    """Speaks the languages for which `voices` holds <lang>.onnx and <lang>.onnx.json."""

    name = PIPER.engine
    version = PIPER.version

    def __init__(self, voices: Path, command: Sequence[str] | None = None, deadline: float = DEADLINE) -> None:
        """`command` starts the program; by default the one that is installed."""
        self._voices = voices
        self._command = list(command) if command else program()
        self._deadline = deadline

    def available(self) -> bool:
        """True if the program and at least one voice are there."""
        return any(self.can(path.stem) for path in self._voices.glob("*.onnx"))

    def can(self, lang: str) -> bool:
        """True if the program and a voice for `lang` are there."""
        voice = model(self._voices, lang)
        return self._command is not None and voice.is_file() and _description(voice).is_file()

    def speak(self, text: str, lang: str, speed: int = 100) -> Sound:
        if self._command is None or not self.can(lang):
            raise VoiceError("unavailable", f"piper with a voice for {lang}")
        line = " ".join(text.split())
        if not line:
            raise VoiceError("text", "nothing to say")
        voice = model(self._voices, lang)
        with tempfile.TemporaryDirectory(prefix="moiso-piper-") as folder:
            target = Path(folder) / "speech.wav"
            scale = _usual_length(voice) * 100 / min(max(speed, SLOWEST), FASTEST)
            options = ["--model", str(voice), "--output-file", str(target), "--length-scale", f"{scale:.3f}"]
            self._run([*self._command, *options], line)
            take = _read(target)
        shortest, longest = pace(line)
        check(take, shortest * 100 / FASTEST, longest * 100 / SLOWEST, PROGRAM)
        return finish(take)

    def _run(self, command: Sequence[str], line: str) -> None:
        """Lets the program say `line`; kills it at the deadline, with all that it may have started."""
        environment = {**os.environ, "PYTHONUTF8": "1"}
        try:
            child = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                env=environment, start_new_session=True,
            )  # fmt: skip
        except OSError as error:
            raise VoiceError("unavailable", str(error)) from error
        with child:
            try:
                # The text goes in by the standard input: on the command line a text could be taken for an option.
                child.communicate(line.encode() + b"\n", timeout=self._deadline)
            except subprocess.TimeoutExpired as error:
                raise VoiceError("deadline") from error
            finally:
                _kill(child)
        if child.returncode != 0:
            raise VoiceError("engine", f"piper ended with {child.returncode}")


def _kill(child: subprocess.Popen[bytes]) -> None:
    """Ends the program if it still runs, and on POSIX its children with it."""
    if child.poll() is not None:
        return
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
    else:
        child.kill()
    child.wait()


def _description(voice: Path) -> Path:
    return voice.with_name(f"{voice.name}.json")


def _usual_length(voice: Path) -> float:
    """The length scale the voice's own description asks for: what is a speed of 100 percent."""
    try:
        scale = float(json.loads(_description(voice).read_text(encoding="utf-8"))["inference"]["length_scale"])
    except (OSError, ValueError, KeyError, TypeError):
        return 1.0
    return scale if 0.1 <= scale <= 10 else 1.0


def _read(path: Path) -> Take:
    try:
        if path.stat().st_size > LARGEST:
            raise VoiceError("too_large")
        data = path.read_bytes()
    except OSError as error:
        raise VoiceError("not_speech", "piper left no file") from error
    return decode(data)
