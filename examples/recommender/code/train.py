"""Learns which ads to show beside an ad: those that were looked at after it most often."""
import argparse
import collections
import csv
import json
import os

parser = argparse.ArgumentParser()
parser.add_argument("--answers", type=int, default=2)
arguments = parser.parse_args()

after = collections.defaultdict(list)
with open(os.path.join(os.environ["SM_CHANNEL_PAIRS"], "pairs.csv"), newline="") as file:
    for row in csv.DictReader(file):
        after[row["ad"]].append((-int(row["times"]), row["next"]))
model = {ad: [name for _, name in sorted(found)[: arguments.answers]] for ad, found in sorted(after.items())}
with open(os.path.join(os.environ["SM_MODEL_DIR"], "model.json"), "w") as file:
    json.dump(model, file)
print(f"{len(model)} ads")
