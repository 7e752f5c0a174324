"""Fits a line by gradient descent, and goes on from its last checkpoint when it is started again."""
import json
import os
import time

EPOCHS = int(os.environ.get("SM_HP_EPOCHS", "60"))
CHECKPOINT = os.path.join(os.environ.get("SM_CHECKPOINT_DIR", "/opt/ml/checkpoints"), "state.json")
POINTS = [(x / 10, 3 * x / 10 + 1) for x in range(100)]


def load():
    if not os.path.exists(CHECKPOINT):
        return {"epoch": 0, "slope": 0.0, "offset": 0.0}
    with open(CHECKPOINT) as file:
        return json.load(file)


def save(state):
    # Under another name first, and then in one step: what is stored is whole at any moment.
    with open(CHECKPOINT + ".new", "w") as file:
        json.dump(state, file)
    os.replace(CHECKPOINT + ".new", CHECKPOINT)


state = load()
print(f"starts at epoch {state['epoch']}", flush=True)
while state["epoch"] < EPOCHS:
    errors = [(state["slope"] * x + state["offset"] - y, x) for x, y in POINTS]
    state["slope"] -= 0.02 * sum(error * x for error, x in errors) / len(errors)
    state["offset"] -= 0.02 * sum(error for error, _ in errors) / len(errors)
    state["epoch"] += 1
    time.sleep(0.3)
    save(state)
    mse = sum(error * error for error, _ in errors) / len(errors)
    print(json.dumps({"metric": "mse", "value": mse, "step": state["epoch"]}), flush=True)
with open(os.path.join(os.environ["SM_MODEL_DIR"], "model.json"), "w") as file:
    json.dump({"slope": state["slope"], "offset": state["offset"]}, file)
