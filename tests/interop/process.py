# SPDX-License-Identifier: Apache-2.0
"""A program whose output a test waits for."""

import os
import re
import subprocess
import threading
import time

PATIENCE = 30  # seconds until a test gives up; no test depends on being faster


def wait_until(condition, what, patience=PATIENCE):
    """Waits for `condition()` to be true and returns what it returned."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.01)
    raise AssertionError(f"waited {patience} s for {what}")


class Process:
    """Runs a command; everything that it writes, on either stream, is collected."""

    def __init__(self, *command, **options):
        self.out, self.err = b"", b""
        self.popen = subprocess.Popen(
            [word if isinstance(word, bytes) else str(word) for word in command],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)
        self._threads = [threading.Thread(target=self._collect, args=(name,), daemon=True)
                         for name in ("out", "err")]
        for thread in self._threads:
            thread.start()

    def _collect(self, name):
        stream = getattr(self.popen, "std" + name).fileno()
        while chunk := os.read(stream, 65536):
            setattr(self, name, getattr(self, name) + chunk)

    def expect(self, pattern, count=1, patience=PATIENCE):
        """Waits until `pattern` has come `count` times on either stream; returns the last match."""
        def seen():
            ended = self.popen.poll() is not None and not any(t.is_alive() for t in self._threads)
            text = (self.out + self.err).decode(errors="replace")
            matches = list(re.finditer(pattern, text, re.MULTILINE))
            if len(matches) >= count:
                return matches[count - 1]
            assert not ended, f"it ended before {pattern!r}"
            return None
        try:
            return wait_until(seen, f"{pattern!r}", patience)
        except AssertionError as e:
            raise AssertionError(f"{e}: {self}") from None

    def say(self, text):
        self.popen.stdin.write(text.encode())
        self.popen.stdin.flush()

    def echo(self, text):
        """Says a line and waits until it has come back."""
        self.say(text + "\n")
        self.expect(f"^{re.escape(text)}$")

    def counters(self):
        """The counters among what it wrote, by name."""
        lines = re.findall(r"^([a-z_.]+)=(\d+)$", self.out.decode(), re.MULTILINE)
        return {name: int(value) for name, value in lines}

    def hang_up(self):
        """Ends its standard input."""
        self.popen.stdin.close()

    def signal(self, number):
        self.popen.send_signal(number)

    def wait(self, patience=PATIENCE):
        """Waits for its end and returns the exit status."""
        status = self.popen.wait(patience)
        for thread in self._threads:
            thread.join(PATIENCE)
        return status

    def kill(self):
        if self.popen.poll() is None:
            self.popen.kill()
        self.wait()
        if not self.popen.stdin.closed:
            self.popen.stdin.close()

    close = kill

    def __str__(self):
        return (f"{' '.join(map(str, self.popen.args))}\n--- out\n{self.out.decode(errors='replace')}"
                f"\n--- err\n{self.err.decode(errors='replace')}")
