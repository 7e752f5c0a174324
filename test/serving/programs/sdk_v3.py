"""Models of the SageMaker Python SDK (v3) that their own code serves; prints what it found as JSON in its last line."""
import json
import pathlib
import tarfile

import boto3
from sagemaker.core.helper.session_helper import Session
from sagemaker.core.training.configs import SourceCode
from sagemaker.serve import ModelBuilder

ROLE = "arn:aws:iam::123456789012:role/sagemaker-execution"
IMAGE = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3"
session = Session()
here = pathlib.Path.cwd()

(here / "weights.json").write_text("[1.0, 10.0]")
with tarfile.open(here / "model.tar.gz", "w:gz") as tar:
    tar.add(here / "weights.json", arcname="weights.json")
bucket = session.default_bucket()
boto3.client("s3").upload_file(str(here / "model.tar.gz"), bucket, "served/model.tar.gz")

(here / "source").mkdir()
(here / "source" / "helper.py").write_text("SCALE = 2\n")
(here / "source" / "inference.py").write_text(
    '''
import json, os
import numpy
import helper

def model_fn(model_dir):
    with open(os.path.join(model_dir, "weights.json")) as file:
        return helper.SCALE * numpy.array(json.load(file))

def predict_fn(data, model):
    return data @ model
'''
)

builder = ModelBuilder(
    image_uri=IMAGE,
    s3_model_data_url=f"s3://{bucket}/served/model.tar.gz",
    source_code=SourceCode(source_dir=str(here / "source"), entry_script="inference.py"),
    role_arn=ROLE,
    sagemaker_session=session,
    instance_type="ml.m5.large",
)
builder.build()
endpoint = builder.deploy(initial_instance_count=1, endpoint_name="sdk-v3")
answer = endpoint.invoke(body=json.dumps([[1, 2], [3, 4]]), content_type="application/json", accept="application/json")
body = answer.body.read() if hasattr(answer.body, "read") else answer.body
print("SAID " + json.dumps({"json": json.loads(body), "type": answer.content_type}))
