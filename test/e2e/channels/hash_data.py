"""Says the SHA-256 of one channel's data, whether that comes through a pipe or as a file."""
import hashlib
import json
import os

with open("/opt/ml/input/config/inputdataconfig.json") as file:
    mode = json.load(file)["large"]["TrainingInputMode"]
path = "/opt/ml/input/data/large_0" if mode == "Pipe" else "/opt/ml/input/data/large/file"
digest = hashlib.sha256()
with open(path, "rb") as data:
    while chunk := data.read(1 << 20):
        digest.update(chunk)
with open(os.path.join(os.environ["SM_MODEL_DIR"], "digest"), "w") as file:
    file.write(digest.hexdigest())
