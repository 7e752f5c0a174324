"""Reads two epochs of one channel, closes a third one early, and never opens the other one."""
import hashlib
import json
import os

data = "/opt/ml/input/data"
with open("/opt/ml/input/config/inputdataconfig.json") as file:
    config = json.load(file)


def epoch(number, most=None):
    digest, size = hashlib.sha256(), 0
    with open(f"{data}/train_{number}", "rb") as pipe:
        while most is None or size < most:
            chunk = pipe.read(1 << 16)
            if not chunk:
                break
            digest.update(chunk)
            size += len(chunk)
    return [size, digest.hexdigest()]


seen = {"before": sorted(os.listdir(data)), "config": config}
seen["epochs"] = [epoch(0), epoch(1)]
epoch(2, most=1 << 16)
seen["after"] = epoch(3)
with open(os.path.join(os.environ["SM_MODEL_DIR"], "seen.json"), "w") as file:
    json.dump(seen, file)
