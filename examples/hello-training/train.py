"""Fits a line through measurements by gradient descent, with nothing but Python."""
import argparse
import csv
import json
import os

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=40)
parser.add_argument("--learning-rate", type=float, default=0.5)
arguments = parser.parse_args()

# A channel named "train" replaces the file that comes with the code.
folder = os.environ.get("SM_CHANNEL_TRAIN", os.path.dirname(os.path.abspath(__file__)))
with open(os.path.join(folder, "spring.csv"), newline="") as file:
    rows = [(float(row["newtons"]), float(row["centimetres"])) for row in csv.DictReader(file)]

scale = max(x for x, _ in rows)
slope, offset = 0.0, 0.0
for epoch in range(1, arguments.epochs + 1):
    errors = [(slope * x / scale + offset - y, x / scale) for x, y in rows]
    slope -= arguments.learning_rate * 2 * sum(error * x for error, x in errors) / len(rows)
    offset -= arguments.learning_rate * 2 * sum(error for error, _ in errors) / len(rows)
    loss = sum(error * error for error, _ in errors) / len(rows)
    print(f"epoch={epoch} train-mse={loss:.5f}")

model = {"slope": slope / scale, "offset": offset}
with open(os.path.join(os.environ["SM_MODEL_DIR"], "model.json"), "w") as file:
    json.dump(model, file)
print(f"A newton stretches the spring by {model['slope']:.2f} cm.")
