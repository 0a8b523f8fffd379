#!/usr/bin/env python3
"""Mời Số: `python3 run.py` sets everything up and starts the office; `python3 run.py --help` tells the rest.

This file stays readable for old Pythons, so that they can say in words what they lack; the work is in `tools/`.
"""

import sys

NEEDED = (3, 11)

if sys.version_info < NEEDED:
    sys.stderr.write(
        "Mời Số cần Python 3.11 trở lên; máy này đang chạy Python {0}.{1}.\n"
        "[Mời Số needs Python 3.11 or newer; this is Python {0}.{1}.]\n".format(*sys.version_info[:2])
    )
    sys.exit(1)

from tools.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
