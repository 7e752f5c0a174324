"""An endpoint that answers later, as boto3 sees it; one step a run, what it found as JSON in its last line."""
import io
import json
import sys
import tarfile
import time

import boto3
from botocore.exceptions import ClientError

BUCKET = "later"
IMAGE = "246618743249.dkr.ecr.us-west-2.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3"
CODE = '''
import json, time

def model_fn(model_dir):
    return 2

def transform_fn(model, body, content_type, accept):
    asked = json.loads(body)
    time.sleep(asked.get("seconds", 0))
    if asked.get("fail"):
        raise ValueError("no such column")
    return json.dumps({"n": asked["n"] * model, "type": content_type}), "application/json"
'''

s3 = boto3.client("s3")
sagemaker = boto3.client("sagemaker")
runtime = boto3.client("sagemaker-runtime")


def configure(name):
    """A model of that name, which makes pods of its own, and how an endpoint serves it."""
    sagemaker.create_model(
        ModelName=name,
        ExecutionRoleArn="arn:aws:iam::123456789012:role/r",
        PrimaryContainer={
            "Image": IMAGE,
            "ModelDataUrl": f"s3://{BUCKET}/model.tar.gz",
            "Environment": {
                "SAGEMAKER_PROGRAM": "inference.py",
                "SAGEMAKER_MODEL_SERVER_WORKERS": "1",
                "SAGEMAKER_MODEL_SERVER_TIMEOUT": "900",
                "NAME": name,
            },
        },
    )
    sagemaker.create_endpoint_config(
        EndpointConfigName=name,
        ProductionVariants=[
            {"VariantName": "AllTraffic", "ModelName": name, "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
        ],
        AsyncInferenceConfig={
            "ClientConfig": {"MaxConcurrentInvocationsPerInstance": 1},
            "OutputConfig": {"S3OutputPath": f"s3://{BUCKET}/out", "S3FailurePath": f"s3://{BUCKET}/failed"},
        },
    )


def make(*endpoints):
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        entry = tarfile.TarInfo("code/inference.py")
        entry.size = len(CODE)
        tar.addfile(entry, io.BytesIO(CODE.encode()))
    s3.put_object(Bucket=BUCKET, Key="model.tar.gz", Body=packed.getvalue())
    configure("twice")
    for name in endpoints:
        sagemaker.create_endpoint(EndpointName=name, EndpointConfigName="twice")
    for name in endpoints:
        sagemaker.get_waiter("endpoint_in_service").wait(EndpointName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 120})
    return sagemaker.describe_endpoint(EndpointName=endpoints[0])["AsyncInferenceConfig"]


def send(asked, endpoint="later", **more):
    key = f"in/{time.time_ns()}"
    s3.put_object(Bucket=BUCKET, Key=key, Body=json.dumps(asked))
    return runtime.invoke_endpoint_async(
        EndpointName=endpoint, InputLocation=f"s3://{BUCKET}/{key}", ContentType="application/json", **more
    )


def text_at(location):
    bucket, _, key = location.removeprefix("s3://").partition("/")
    try:
        return s3.get_object(Bucket=bucket, Key=key)["Body"].read().decode()
    except s3.exceptions.NoSuchKey:
        return None


def told(sent, seconds=90):
    """What was stored for a request, where it was."""
    end = time.time() + seconds
    while time.time() < end:
        for name in ("OutputLocation", "FailureLocation"):
            text = text_at(sent[name])
            if text is not None:
                return [name, text]
        time.sleep(0.2)
    return ["nothing", ""]


def refused(call):
    try:
        call()
        return None
    except ClientError as error:
        return [error.response["Error"]["Code"], error.response["Error"]["Message"]]


def answers():
    good = send({"n": 21})
    named = send({"n": 1}, InferenceId="mine", S3OutputPathExtension="of/me", Filename="one.json")
    inline = runtime.invoke_endpoint_async(EndpointName="later", Body=b'{"n": 4}', ContentType="application/json")
    failing = send({"fail": True})
    missing = runtime.invoke_endpoint_async(EndpointName="later", InputLocation=f"s3://{BUCKET}/nowhere")
    slow = send({"n": 1, "seconds": 5}, InvocationTimeoutSeconds=1)
    return {
        "status": good["ResponseMetadata"]["HTTPStatusCode"],
        "id": [len(good["InferenceId"]), named["InferenceId"]],
        "place": named["OutputLocation"],
        "good": told(good),
        "named": told(named),
        "inline": told(inline),
        "failing": told(failing),
        "missing": told(missing),
        "slow": told(slow),
        "at once": refused(lambda: runtime.invoke_endpoint(EndpointName="later", Body=b"{}")),
        "nowhere": refused(lambda: send({"n": 1}, endpoint="none")),
    }


def many(count):
    return [send({"n": n, "seconds": 0.3}) for n in range(int(count))]


def replace(count):
    """Another model takes the place of the one that requests wait for."""
    configure("again")
    sent = [send({"n": n, "seconds": 1}) for n in range(int(count))]
    sagemaker.update_endpoint(EndpointName="later", EndpointConfigName="again")
    found = [told(one) for one in sent]
    sagemaker.get_waiter("endpoint_in_service").wait(EndpointName="later", WaiterConfig={"Delay": 1, "MaxAttempts": 120})
    return [found, sagemaker.describe_endpoint(EndpointName="later")["EndpointConfigName"]]


def read(sent):
    return [told(one) for one in json.loads(sent)]


def stick():
    """One that keeps the only place of its endpoint, and the one behind it, which may not wait so long."""
    send({"n": 1, "seconds": 600}, "stuck")
    return send({"n": 2}, "stuck", RequestTTLSeconds=60)


def backlog():
    found = boto3.client("cloudwatch").get_metric_statistics(
        Namespace="AWS/SageMaker",
        MetricName="ApproximateBacklogSize",
        Dimensions=[{"Name": "EndpointName", "Value": "stuck"}],
        StartTime=time.time() - 3600,
        EndTime=time.time() + 60,
        Period=3600,
        Statistics=["Maximum"],
    )
    return [point["Maximum"] for point in found["Datapoints"]]


step, *arguments = sys.argv[1:]
print(json.dumps(globals()[step](*arguments), default=str))
