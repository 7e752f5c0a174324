"""A chain of components, each behind the one before: kfp_chain.py process STEPS FOLDER"""

import os
import sys

from kfp import dsl, local


@dsl.component(install_kfp_package=False)
def link(program: str):
    import subprocess

    subprocess.run(["bash", "-c", program], check=True)


@dsl.pipeline
def chain(program: str):
    before = None
    for _ in range(int(sys.argv[2])):
        task = link(program=program)
        before = task if before is None else task.after(before)


local.init(runner=local.SubprocessRunner(use_venv=False), pipeline_root=sys.argv[3], raise_on_error=True)
chain(program=os.environ["BENCH_STEP"])
