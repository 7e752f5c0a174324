"""A chain of tasks, each behind the one before: luigi_chain.py process|nothing STEPS FOLDER"""

import os
import sys

import luigi
from luigi.contrib.external_program import ExternalProgramTask


class Chained(luigi.Task):
    folder = luigi.Parameter()
    link = luigi.IntParameter()

    def requires(self):
        return type(self)(self.folder, self.link - 1) if self.link > 0 else []

    def output(self):
        return luigi.LocalTarget(os.path.join(self.folder, type(self).__name__, str(self.link)))


class Nothing(Chained):
    def run(self):
        with self.output().open("w") as target:
            target.write("done\n")


class Process(Chained, ExternalProgramTask):
    def program_args(self):
        return ["bash", "-c", os.environ["BENCH_STEP"]]

    def run(self):
        super().run()
        with self.output().open("w") as target:
            target.write("done\n")


kind, steps, folder = sys.argv[1:]
task = {"process": Process, "nothing": Nothing}[kind]
isDone = luigi.build([task(folder, int(steps) - 1)], local_scheduler=True, workers=1, log_level="WARNING")
sys.exit(0 if isDone else 1)
