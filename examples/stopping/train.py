"""Trains as long as it may, and leaves what it has when it is asked to stop."""
import json
import os
import signal
import time

stopping = False


def stop(_number, _frame):
    global stopping
    stopping = True


# SIGTERM comes when somebody stops the job, or its time is over; what is not done soon after is lost.
signal.signal(signal.SIGTERM, stop)

step = 0
while not stopping:
    step += 1
    print(f"step={step}", flush=True)
    time.sleep(0.2)

with open(os.path.join(os.environ["SM_MODEL_DIR"], "model.json"), "w") as file:
    json.dump({"step": step}, file)
print(f"saved step {step}", flush=True)
