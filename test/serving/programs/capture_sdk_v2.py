"""Data capture asked for by the SageMaker Python SDK (v2): prints what was sent, answered and written down as JSON in its last line."""
import base64
import json
import os
import pathlib
import tarfile
import time

# The SDK looks at an endpoint every 30 s.
sleep = time.sleep
time.sleep = lambda seconds: sleep(min(seconds, 1))

import boto3
import sagemaker
from sagemaker.model_monitor import DataCaptureConfig
from sagemaker.sklearn import SKLearnModel

ROLE = "arn:aws:iam::123456789012:role/sagemaker-execution"
# Whose account it is, which names the bucket otherwise, a cluster does not tell.
session = sagemaker.Session(default_bucket=os.environ.get("SDK_BUCKET"))
bucket = session.default_bucket()
runtime, control, s3 = boto3.client("sagemaker-runtime"), boto3.client("sagemaker"), boto3.client("s3")
here = pathlib.Path.cwd()
(here / "inference.py").write_text('''
def model_fn(model_dir):
    return None

def transform_fn(model, data, content_type, accept):
    return (data if isinstance(data, bytes) else data.encode())[::-1], accept
''')
(here / "nothing.txt").write_text("")
with tarfile.open(here / "model.tar.gz", "w:gz") as tar:
    tar.add(here / "nothing.txt", arcname="nothing.txt")


def capture(name, enabled=True):
    return DataCaptureConfig(enabled, sampling_percentage=100, destination_s3_uri=f"s3://{bucket}/{name}", sagemaker_session=session)


model = SKLearnModel(
    session.upload_data(str(here / "model.tar.gz"), key_prefix="model"),
    role=ROLE,
    entry_point="inference.py",
    framework_version="1.2-1",
    model_server_workers=1,
    sagemaker_session=session,
)
predictor = model.deploy(instance_type="ml.m5.large", initial_instance_count=1, data_capture_config=capture("first"))
name = predictor.endpoint_name
exchanges = {}


def ask(inference_id, body, content_type, **more):
    answer = runtime.invoke_endpoint(EndpointName=name, Body=body, ContentType=content_type, Accept=content_type, InferenceId=inference_id, **more)
    exchanges[inference_id] = {
        "asked": base64.b64encode(body).decode(),
        "answered": base64.b64encode(answer["Body"].read()).decode(),
        "type": answer["ContentType"],
    }


def summary():
    return control.describe_endpoint(EndpointName=name)["DataCaptureConfig"]


ask("csv", b"1,2,3\n", "text/csv", CustomAttributes="trace=7")
ask("json", b'{"a": ["b", 1.5]}', "application/json")
ask("binary", bytes(range(256)), "application/octet-stream")
ask("large", b"1," * 60_000, "text/csv")
for i in range(50):
    ask(f"many-{i}", b"%d" % i, "text/csv")
summaries = [summary()]
predictor.update_data_capture_config(capture("second", enabled=False))
summaries.append(summary())
ask("unseen", b"4,5,6", "text/csv")
predictor.update_data_capture_config(capture("third"))
summaries.append(summary())
ask("again", b"7,8,9", "text/csv")


def written():
    found = {}
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        for key in (one["Key"] for one in page.get("Contents", [])):
            if key.endswith(".jsonl"):
                lines = s3.get_object(Bucket=bucket, Key=key)["Body"].read().decode().splitlines()
                found[key] = [json.loads(line) for line in lines]
    return found


until = time.monotonic() + 120
while not any(key.startswith("third/") for key in written()) and time.monotonic() < until:
    time.sleep(1)
found = written()
print("\nSAID " + json.dumps({"endpoint": name, "bucket": bucket, "exchanges": exchanges, "summaries": summaries, "written": found}))
