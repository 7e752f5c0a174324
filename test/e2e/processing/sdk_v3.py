"""Processors of the SageMaker Python SDK v3, as its users write them; prints one line of JSON."""

import json
import pathlib

from sagemaker.core.helper.session_helper import Session
from sagemaker.core.processing import FrameworkProcessor, ScriptProcessor
from sagemaker.core.shapes import ProcessingInput, ProcessingOutput, ProcessingS3Input, ProcessingS3Output

session = Session()
ROLE = "arn:aws:iam::123456789012:role/slipway"
IMAGE = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3"
SETTINGS = {
    "role": ROLE,
    "image_uri": IMAGE,
    "command": ["python3"],
    "instance_type": "ml.m5.large",
    "instance_count": 1,
    "sagemaker_session": session,
}
said = {}
bucket = session.default_bucket()

pathlib.Path("rows.csv").write_text("1,2\n3,4\n5,6\n")
pathlib.Path("prep.py").write_text(
    "rows = open('/opt/ml/processing/input/data/rows.csv').readlines()\n"
    "open('/opt/ml/processing/out/train.csv', 'w').writelines(rows[:2])\n"
    "print('prepared', len(rows))\n"
)
script = ScriptProcessor(**SETTINGS)
script.run(
    code="prep.py",
    inputs=[
        ProcessingInput(
            input_name="data",
            s3_input=ProcessingS3Input(
                s3_uri="rows.csv",
                local_path="/opt/ml/processing/input/data",
                s3_data_type="S3Prefix",
                s3_input_mode="File",
            ),
        )
    ],
    outputs=[
        ProcessingOutput(
            output_name="train",
            s3_output=ProcessingS3Output(
                s3_uri=f"s3://{bucket}/v3/train", local_path="/opt/ml/processing/out", s3_upload_mode="EndOfJob"
            ),
        )
    ],
)
said["script"] = script.latest_job.processing_job_status or script.latest_job.refresh().processing_job_status
client = session.boto_session.client("s3")
body = client.get_object(Bucket=bucket, Key="v3/train/train.csv")["Body"].read().decode()
said["rows"] = body.split()

pathlib.Path("source").mkdir(exist_ok=True)
pathlib.Path("source/main.py").write_text("import sys\nfrom helper import NAME\nprint('framework', NAME, sys.argv[1:])\n")
pathlib.Path("source/helper.py").write_text("NAME = 'helper'\n")
framework = FrameworkProcessor(**SETTINGS)
framework.run(code="main.py", source_dir="source", arguments=["--a", "b c"])
said["framework"] = framework.latest_job.refresh().processing_job_status

print()
print("SAID", json.dumps(said))
