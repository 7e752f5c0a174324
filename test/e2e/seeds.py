"""Scores models with real XGBoost, whoever trained them: prints [RMSE of all rows, RMSE of the first 100] for each."""
import json
import sys

import numpy as np
import xgboost as xgb

truth, rows = [], []
for line in open(sys.argv[1]):
    label, *pairs = line.split()
    row = np.full(9, np.nan, dtype=np.float32)
    for pair in pairs:
        index, value = pair.split(":")
        row[int(index)] = float(value)
    truth.append(float(label))
    rows.append(row)
truth, rows = np.array(truth), xgb.DMatrix(np.array(rows))


def rmse(errors):
    return float(np.sqrt(np.mean(errors**2)))


scores = []
for path in sys.argv[2:]:
    model = xgb.Booster()
    model.load_model(path)
    errors = model.predict(rows) - truth
    scores.append([rmse(errors), rmse(errors[:100])])
print(json.dumps({"rows": len(truth), "scores": scores}))
