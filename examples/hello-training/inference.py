"""Answers for the model that train.py left: how far a spring is stretched by each of the forces, in centimetres."""
import json
import os


def model_fn(model_dir):
    with open(os.path.join(model_dir, "model.json")) as file:
        return json.load(file)


def predict_fn(newtons, model):
    return [round(model["slope"] * newton + model["offset"], 2) for newton in newtons]
