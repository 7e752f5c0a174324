"""Takes the mean of a column, by default one that the data does not have."""
import argparse
import csv
import json
import os

parser = argparse.ArgumentParser()
parser.add_argument("--column", default="age")
arguments = parser.parse_args()


def mean(path, column):
    with open(path, newline="") as file:
        values = [float(row[column]) for row in csv.DictReader(file)]
    return sum(values) / len(values)


found = mean(os.path.join(os.path.dirname(os.path.abspath(__file__)), "lengths.csv"), arguments.column)
print(f"mean={found}")
with open(os.path.join(os.environ["SM_MODEL_DIR"], "model.json"), "w") as file:
    json.dump({"mean": found}, file)
