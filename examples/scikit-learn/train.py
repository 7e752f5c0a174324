"""Trains a random forest on scikit-learn's wine data (178 wines, three growers)."""
import argparse
import os

import joblib
from sklearn.datasets import load_wine
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

parser = argparse.ArgumentParser()
parser.add_argument("--n-estimators", type=int, default=100)
parser.add_argument("--max-depth", type=int, default=None)
arguments = parser.parse_args()

features, growers = load_wine(return_X_y=True)
train_x, test_x, train_y, test_y = train_test_split(features, growers, test_size=0.3, random_state=1, stratify=growers)
model = RandomForestClassifier(n_estimators=arguments.n_estimators, max_depth=arguments.max_depth, random_state=1)
model.fit(train_x, train_y)
print(f"train-accuracy={model.score(train_x, train_y):.4f} validation-accuracy={model.score(test_x, test_y):.4f}")
joblib.dump(model, os.path.join(os.environ["SM_MODEL_DIR"], "model.joblib"))
