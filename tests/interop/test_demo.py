# SPDX-License-Identifier: Apache-2.0
"""What a newcomer runs first."""

import subprocess

from conftest import ROOT, need


def test_demo(program):
    need("openssl")
    done = subprocess.run([ROOT / "tests/tools/demo.sh", program], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "The text came back" in done.stdout
    assert done.stderr == ""
