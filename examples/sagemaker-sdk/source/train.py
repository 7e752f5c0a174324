"""Learns the age of abalones from their measures with scikit-learn, as SageMaker's script mode runs it."""

import argparse
import glob
import os
import time

import joblib
from sklearn.datasets import load_svmlight_files
from sklearn.ensemble import RandomForestRegressor
from tabulate import tabulate

parser = argparse.ArgumentParser()
parser.add_argument("--trees", type=int, default=20)
parser.add_argument("--criterion", default="squared_error")
parser.add_argument("--pause", type=int, default=0, help="seconds to wait before the training")
parser.add_argument("--model-dir", default=os.environ.get("SM_MODEL_DIR"))
parser.add_argument("--train", default=os.environ.get("SM_CHANNEL_TRAIN"))
args = parser.parse_args()

time.sleep(args.pause)
files = sorted(glob.glob(os.path.join(args.train, "*")))
data, ages = [], []
for rows, labels in zip(*[iter(load_svmlight_files(files))] * 2):
    data.extend(rows.toarray())
    ages.extend(labels)

forest = RandomForestRegressor(warm_start=True, random_state=1, criterion=args.criterion, max_depth=8)
scores = []
for trees in range(args.trees // 4, args.trees + 1, args.trees // 4):
    forest.set_params(n_estimators=trees)
    forest.fit(data, ages)
    scores.append((trees, forest.score(data, ages)))
    print(f"train-r2={scores[-1][1]:.4f};", flush=True)

print(tabulate(scores, headers=["trees", "r2"]))
joblib.dump(forest, os.path.join(args.model_dir, "model.joblib"))
