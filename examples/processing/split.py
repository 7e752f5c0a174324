"""Splits the rows of every CSV file into a training and a validation set, as a SageMaker processing job."""

import argparse
import csv
import pathlib
import random

BASE = pathlib.Path("/opt/ml/processing")

arguments = argparse.ArgumentParser()
arguments.add_argument("--validation-share", type=float, default=0.2)
arguments.add_argument("--seed", type=int, default=7)
share = arguments.parse_args()

rows = []
for file in sorted((BASE / "input" / "data").glob("*.csv")):
    with file.open(newline="") as text:
        rows.extend(csv.reader(text))
random.Random(share.seed).shuffle(rows)
cut = round(len(rows) * share.validation_share)
for name, part in (("validation", rows[:cut]), ("train", rows[cut:])):
    with (BASE / "output" / name / f"{name}.csv").open("w", newline="") as text:
        csv.writer(text).writerows(part)
    print(f"{name}: {len(part)} rows")
pathlib.Path("/opt/ml/output/message").write_text(f"{len(rows)} rows split")
