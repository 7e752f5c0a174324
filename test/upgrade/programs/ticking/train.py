"""Counts until it has counted far enough, for a job that is caught while it runs."""
import argparse
import os
import time

parser = argparse.ArgumentParser()
parser.add_argument("--ticks", type=int, default=20)
arguments = parser.parse_args()

for tick in range(arguments.ticks):
    print(f"tick {tick} count={tick}", flush=True)
    time.sleep(0.1)
with open(os.path.join(os.environ["SM_MODEL_DIR"], "ticks"), "w") as file:
    file.write(f"{arguments.ticks}\n")
