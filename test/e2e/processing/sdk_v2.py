"""Processors of the SageMaker Python SDK v2, as its users write them; prints one line of JSON."""

import json
import pathlib

import sagemaker
from sagemaker.processing import FrameworkProcessor, ProcessingInput, ProcessingOutput, Processor, ScriptProcessor
from sagemaker.sklearn.estimator import SKLearn
from sagemaker.sklearn.processing import SKLearnProcessor

session = sagemaker.Session()
ROLE = "arn:aws:iam::123456789012:role/slipway"
SETTINGS = {"role": ROLE, "instance_type": "ml.m5.large", "instance_count": 1, "sagemaker_session": session}
said = {}

pathlib.Path("rows.csv").write_text("1,2\n3,4\n5,6\n")
pathlib.Path("prep.py").write_text(
    """
import argparse, csv, os
import sklearn
parser = argparse.ArgumentParser()
parser.add_argument("--rows", type=int)
rows = list(csv.reader(open("/opt/ml/processing/input/rows.csv")))
with open("/opt/ml/processing/train/train.csv", "w") as file:
    csv.writer(file).writerows(rows[: parser.parse_args().rows])
print("prepared", os.environ["WHO"], sklearn.__version__.split(".")[0])
"""
)
sklearn = SKLearnProcessor(framework_version="1.2-1", env={"WHO": "me"}, **SETTINGS)
sklearn.run(
    code="prep.py",
    inputs=[ProcessingInput(source="rows.csv", destination="/opt/ml/processing/input")],
    outputs=[ProcessingOutput(source="/opt/ml/processing/train", output_name="train")],
    arguments=["--rows", "2"],
)
job = sklearn.latest_job
said["sklearn"] = job.describe()["ProcessingJobStatus"]
said["rows"] = sagemaker.s3.S3Downloader.read_file(f"{job.outputs[0].destination}/train.csv").split()

pathlib.Path("source").mkdir(exist_ok=True)
pathlib.Path("source/main.py").write_text("import sys\nfrom helper import NAME\nprint('framework', NAME, sys.argv[1:])\n")
pathlib.Path("source/helper.py").write_text("NAME = 'helper'\n")
framework = FrameworkProcessor(estimator_cls=SKLearn, framework_version="1.2-1", **SETTINGS)
framework.run(code="main.py", source_dir="source", arguments=["--a", "b c"])
said["framework"] = framework.latest_job.describe()["ProcessingJobStatus"]

pathlib.Path("bad.py").write_text("raise SystemExit('no such column')\n")
script = ScriptProcessor(command=["python3"], image_uri="slipway.dev/script", **SETTINGS)
try:
    script.run(code="bad.py")
except Exception as error:
    said["failure"] = str(error)

processor = Processor(image_uri="slipway.dev/script", entrypoint=["sleep", "600"], **SETTINGS)
processor.run(wait=False, logs=False)
processor.latest_job.stop()
session.wait_for_processing_job(processor.latest_job.job_name, poll=1)
said["stopped"] = processor.latest_job.describe()["ProcessingJobStatus"]

print()
print("SAID", json.dumps(said))
