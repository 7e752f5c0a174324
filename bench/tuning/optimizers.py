"""Proposes points by other programs: one line of JSON that says what for, then a line out for each trial and its loss in.

A loss is known at once here, but told to the program only when its trial would have ended: `parallel` are on their way.
"""

import importlib.util
import json
import sys
from collections import deque


def send(values):
    print(json.dumps({"values": values}), flush=True)
    return json.loads(sys.stdin.readline())["loss"]


def in_flight(job, ask, tell):
    """Keeps `parallel` trials pending; the oldest ends first."""
    waiting = deque()
    for _ in range(job["budget"]):
        if len(waiting) == job["parallel"]:
            tell(*waiting.popleft())
        trial, values = ask()
        waiting.append((trial, send(values)))


def optuna(job, sampler):
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study = optuna.create_study(sampler=sampler(optuna))

    def suggest(trial, r):
        if r["type"] == "Categorical":
            return trial.suggest_categorical(r["name"], r["values"])
        how = trial.suggest_int if r["type"] == "Integer" else trial.suggest_float
        return how(r["name"], r["min"], r["max"], log=r["scaling"] == "Logarithmic")

    def ask():
        trial = study.ask()
        return trial, {r["name"]: suggest(trial, r) for r in job["ranges"]}

    return in_flight(job, ask, study.tell)


def cma(job):
    """Over the unit cube, in its own generations: their trials need not wait for each other."""
    import math

    import cma

    def value(r, unit):
        if r["type"] == "Categorical":
            return r["values"][min(len(r["values"]) - 1, int(unit * len(r["values"])))]
        low, high = (r["min"], r["max"]) if r["scaling"] == "Linear" else (math.log(r["min"]), math.log(r["max"]))
        real = low + unit * (high - low)
        real = real if r["scaling"] == "Linear" else math.exp(real)
        return min(r["max"], max(r["min"], round(real) if r["type"] == "Integer" else real))

    size = len(job["ranges"])
    options = {"bounds": [0, 1], "seed": job["seed"] + 1, "verbose": -9, "verb_log": 0}
    es = cma.CMAEvolutionStrategy(size * [0.5], 0.3, options)
    left = job["budget"]
    while left > 0:
        points = es.ask()
        losses = [send({r["name"]: value(r, u) for r, u in zip(job["ranges"], point)}) for point in points[:left]]
        left -= len(losses)
        if len(losses) == len(points):
            es.tell(points, losses)


def wilcoxon(one, other):
    from scipy.stats import wilcoxon

    if one == other:
        return 1.0
    return float(wilcoxon(one, other).pvalue)


def answer(job):
    if job["method"] == "has":
        return {"answer": importlib.util.find_spec(job["module"]) is not None}
    if job["method"] == "wilcoxon":
        return {"answer": wilcoxon(job["one"], job["other"])}
    run(job)
    return {"answer": None}


def run(job):
    if job["method"] == "cma":
        return cma(job)
    if job["method"] == "optuna-gp":
        return optuna(job, lambda o: o.samplers.GPSampler(seed=job["seed"]))
    return optuna(job, lambda o: o.samplers.TPESampler(seed=job["seed"]))


for line in iter(sys.stdin.readline, ""):
    print(json.dumps(answer(json.loads(line))), flush=True)
