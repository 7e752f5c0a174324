"""Reads a channel of files and tries to change what is stored of it by them."""
import json
import os

folder = "/opt/ml/input/data/train"
seen = {"sizes": {}, "changed": []}
for name in sorted(os.listdir(folder)):
    path = os.path.join(folder, name)
    seen["sizes"][name] = os.stat(path).st_size
    with open(path, "rb") as file:
        file.read()
    for what in (
        lambda: os.chmod(path, 0o666),
        lambda: os.chown(path, os.getuid(), os.getgid()),
        lambda: open(path, "r+b").write(b"changed"),
        lambda: os.truncate(path, 0),
        lambda: os.utime(path, (1, 1)),
    ):
        try:
            what()
        except OSError:
            continue
        seen["changed"].append(name)
with open(os.path.join(os.environ["SM_MODEL_DIR"], "seen.json"), "w") as file:
    json.dump(seen, file)
