"""A chain of steps, each behind the one before: metaflow_chain.py run --links STEPS"""

import os
import subprocess

from metaflow import FlowSpec, Parameter, step


class Chain(FlowSpec):
    links = Parameter("links", type=int, required=True)

    @step
    def start(self):
        self.left = self.links
        self.next(self.link)

    @step
    def link(self):
        subprocess.run(["bash", "-c", os.environ["BENCH_STEP"]], check=True)
        self.left -= 1
        self.more = "yes" if self.left > 0 else "no"
        self.next({"yes": self.link, "no": self.end}, condition="more")

    @step
    def end(self):
        pass


if __name__ == "__main__":
    Chain()
