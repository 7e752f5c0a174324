"""Prints lines at a steady rate: `lines` a second for `seconds`."""
import argparse
import sys
import time

parser = argparse.ArgumentParser()
parser.add_argument("--lines", type=int, default=10_000)
parser.add_argument("--seconds", type=int, default=20)
arguments = parser.parse_args()

TICKS = 50
start = time.monotonic()
for tick in range(arguments.seconds * TICKS):
    number = tick * arguments.lines // TICKS
    sys.stdout.write("".join(f"step {number + i} loss={1 / (1 + number + i):.6f}\n" for i in range(arguments.lines // TICKS)))
    sys.stdout.flush()
    time.sleep(max(0.0, start + (tick + 1) / TICKS - time.monotonic()))
