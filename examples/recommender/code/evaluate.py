"""How many of the next views a model would have offered, beside what that was for the one that serves."""
import csv
import json
import pathlib
import sys
import tarfile

model, following, serving, hit_rate, served = map(pathlib.Path, sys.argv[1:])
with tarfile.open(next(model.rglob("model.tar.gz"))) as archive:
    offers = json.load(archive.extractfile("model.json"))
with (following / "next.csv").open(newline="") as text:
    hits = [row["next"] in offers.get(row["ad"], []) for row in csv.DictReader(text)]
hit_rate.write_text(str(round(sum(hits) / len(hits), 4)))
served.write_text((serving / "hit-rate.txt").read_text())
print(f"{sum(hits)} of {len(hits)} views")
