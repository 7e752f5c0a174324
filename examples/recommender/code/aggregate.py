"""Counts which ad was looked at after which on the days before the last one before a night, and lays that day's views aside."""
import collections
import csv
import datetime
import pathlib
import sys

BASE = pathlib.Path("/opt/ml/processing")
day, cluster = datetime.date.fromisoformat(sys.argv[1]), sys.argv[2]
last = (day - datetime.timedelta(days=1)).isoformat()


def views(file):
    """What followed what: an ad, and the one that the same person looked at next."""
    before = {}
    with file.open(newline="") as text:
        for row in csv.DictReader(text):
            if row["user"] in before:
                yield before[row["user"]], row["ad"]
            before[row["user"]] = row["ad"]


def write(path, head, rows):
    with (BASE / "output" / path).open("w", newline="") as text:
        csv.writer(text).writerows([head, *rows])


files = sorted((BASE / "input" / "events").glob("*.csv"))
if last not in [file.stem for file in files]:
    sys.exit(f"there are no events of {last}")
pairs = collections.Counter(pair for file in files if file.stem < last for pair in views(file))
write("pairs/pairs.csv", ["ad", "next", "times"], sorted((*pair, times) for pair, times in pairs.items()))
write("next/next.csv", ["ad", "next"], views(BASE / "input" / "events" / f"{last}.csv"))
print(f"{cluster}: {sum(pairs.values())} views before {last}")
