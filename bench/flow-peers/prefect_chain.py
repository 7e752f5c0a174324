"""A chain of tasks, each behind the one before: prefect_chain.py process|nothing STEPS"""

import os
import subprocess
import sys

from prefect import flow, task


@task
def process():
    subprocess.run(["bash", "-c", os.environ["BENCH_STEP"]], check=True)


@task
def nothing():
    pass


@flow
def chain(kind: str, steps: int):
    each = {"process": process, "nothing": nothing}[kind]
    for _ in range(steps):
        each()


if __name__ == "__main__":
    chain(sys.argv[1], int(sys.argv[2]))
