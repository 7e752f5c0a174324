"""Opens a pipe that nobody will ever feed: it is the one after the next."""
import os
import time

os.mkfifo("/opt/ml/input/data/train_2")
print("waiting", flush=True)
with open("/opt/ml/input/data/train_2", "rb") as pipe:
    pipe.read()
time.sleep(3600)
