"""What answers of an endpoint with two variants were worth, told by InferenceId, as boto3 sees it; one step a run, what it found as JSON in its last line."""
import io
import json
import sys
import tarfile
import time
import uuid

import boto3
from botocore.exceptions import ClientError

BUCKET = "feedback"
IMAGE = "246618743249.dkr.ecr.us-west-2.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3"
CODE = '''
import json, os

def model_fn(model_dir):
    return os.environ["NAME"]

def transform_fn(model, body, content_type, accept):
    if json.loads(body).get("fail"):
        raise ValueError("no such column")
    return json.dumps(model), "application/json"
'''

s3 = boto3.client("s3")
sagemaker = boto3.client("sagemaker")
runtime = boto3.client("sagemaker-runtime")
cloudwatch = boto3.client("cloudwatch")


def make(endpoint):
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        entry = tarfile.TarInfo("code/inference.py")
        entry.size = len(CODE)
        tar.addfile(entry, io.BytesIO(CODE.encode()))
    s3.put_object(Bucket=BUCKET, Key="model.tar.gz", Body=packed.getvalue())
    variants = []
    for name in ("old", "new"):
        sagemaker.create_model(
            ModelName=name,
            ExecutionRoleArn="arn:aws:iam::123456789012:role/r",
            PrimaryContainer={
                "Image": IMAGE,
                "ModelDataUrl": f"s3://{BUCKET}/model.tar.gz",
                "Environment": {
                    "SAGEMAKER_PROGRAM": "inference.py",
                    "SAGEMAKER_MODEL_SERVER_WORKERS": "1",
                    "NAME": name,
                },
            },
        )
        variants.append(
            {"VariantName": name, "ModelName": name, "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
        )
    sagemaker.create_endpoint_config(EndpointConfigName=endpoint, ProductionVariants=variants)
    sagemaker.create_endpoint(EndpointName=endpoint, EndpointConfigName=endpoint)
    waiter = sagemaker.get_waiter("endpoint_in_service")
    waiter.wait(EndpointName=endpoint, WaiterConfig={"Delay": 1, "MaxAttempts": 120})
    return "InService"


def invoke(endpoint, inference_id, asked="{}", **more):
    """The name of the model that answered, by its own word."""
    answer = runtime.invoke_endpoint(
        EndpointName=endpoint, ContentType="application/json", Body=asked, InferenceId=inference_id, **more
    )
    return json.loads(answer["Body"].read())


def of(endpoint, inference_id):
    return [{"Name": "EndpointName", "Value": endpoint}, {"Name": "InferenceId", "Value": inference_id}]


def put(*data):
    """Nothing, or the error's code and message."""
    try:
        cloudwatch.put_metric_data(Namespace="shop", MetricData=list(data))
        return None
    except ClientError as error:
        return [error.response["Error"]["Code"], error.response["Error"]["Message"]]


def worth(endpoint, inference_id, value, name="bought"):
    return {"MetricName": name, "Value": value, "Dimensions": of(endpoint, inference_id)}


def sums(endpoint, name="bought"):
    """The number of values and their sum, by variant."""
    found = {}
    for variant in ("old", "new"):
        points = cloudwatch.get_metric_statistics(
            Namespace="shop",
            MetricName=name,
            Dimensions=[
                {"Name": "EndpointName", "Value": endpoint},
                {"Name": "VariantName", "Value": variant},
            ],
            StartTime=time.time() - 3600,
            EndTime=time.time() + 60,
            Period=3600,
            Statistics=["Sum", "SampleCount"],
        )["Datapoints"]
        found[variant] = [sum(point[of] for point in points) for of in ("SampleCount", "Sum")]
    return found


def asked_for(endpoint):
    """Whether the annotation has come to the router: the first value that is taken."""
    end = time.time() + 30
    while time.time() < end:
        one = str(uuid.uuid4())
        invoke(endpoint, one)
        if put(worth(endpoint, one, 0, "probe")) is None:
            return True
    return False


def feedback(endpoint, count):
    """Each answer's worth: 1 where it was the new model's, told in calls of 100; what was expected of each variant."""
    expected = {"old": [0, 0], "new": [0, 0]}
    ids = []
    for _ in range(int(count)):
        one = str(uuid.uuid4())
        model = invoke(endpoint, one)
        bought = 1 if model == "new" else 0
        expected[model][0] += 1
        expected[model][1] += bought
        ids.append(worth(endpoint, one, bought))
    refused = [put(*ids[first : first + 100]) for first in range(0, len(ids), 100)]
    return {"refused": refused, "expected": expected, "found": sums(endpoint)}


def forms(endpoint):
    """Sets of values, of an id that each variant has answered: that of the last answer."""
    one = str(uuid.uuid4())
    both = [invoke(endpoint, one, TargetVariant=name) for name in ("new", "old")]
    values = {"MetricName": "forms", "Values": [1, 2, 3], "Counts": [1, 2, 1], "Dimensions": of(endpoint, one)}
    many = {"MetricName": "forms", "Values": [float(n) for n in range(151)], "Dimensions": of(endpoint, one)}
    statistics = {
        "MetricName": "forms",
        "StatisticValues": {"SampleCount": 2, "Sum": 10, "Minimum": 4, "Maximum": 6},
        "Dimensions": of(endpoint, one),
    }
    return {"both": both, "refused": [put(values, statistics), put(many)], "found": sums(endpoint, "forms")}


def refusals(endpoint):
    """What is not known refuses the whole call."""
    good = str(uuid.uuid4())
    failed = str(uuid.uuid4())
    invoke(endpoint, good)
    try:
        invoke(endpoint, failed, '{"fail": true}')
    except runtime.exceptions.ModelError:
        pass
    beside = {"MetricName": "beside", "Value": 1}
    found = {
        "unknown": put(worth(endpoint, good, 1, "beside"), worth(endpoint, "nobody", 1, "beside"), beside),
        "failed": put(worth(endpoint, failed, 1, "beside")),
        "nowhere": put(worth("nowhere", good, 1, "beside")),
    }
    listed = cloudwatch.list_metrics(Namespace="shop", MetricName="beside")["Metrics"]
    return {**found, "stored": listed}


def remembered(endpoint, one):
    return put(worth(endpoint, one, 1, "later"))


def answered(endpoint):
    one = str(uuid.uuid4())
    return [one, invoke(endpoint, one)]


step, *arguments = sys.argv[1:]
print(json.dumps(globals()[step](*arguments)))
