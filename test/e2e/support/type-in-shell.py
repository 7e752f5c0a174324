"""Types into an interactive shell on a terminal of its own: SHELL_ARGV... in argv, lines to type on standard input as JSON, each
[text to type, text to wait for]. Prints what the terminal showed; fails when a text does not come within 30 seconds."""
import json
import os
import pty
import select
import sys
import time

steps = json.load(sys.stdin)
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])

shown = b""


def read(until):
    """Reads on until the text is there; the part before it is not looked at again."""
    global shown
    start = len(shown)
    end = time.monotonic() + 30
    while until.encode() not in shown[start:]:
        left = end - time.monotonic()
        if left <= 0:
            sys.exit(f"{until!r} did not come; shown was:\n{shown.decode(errors='replace')}")
        if select.select([terminal], [], [], left)[0]:
            try:
                shown += os.read(terminal, 65536)
            except OSError:
                sys.exit(f"the shell ended; shown was:\n{shown.decode(errors='replace')}")


for text, until in steps:
    os.write(terminal, text.encode())
    read(until)
os.write(terminal, b"\x03exit\n")
print(shown.decode(errors="replace"))
