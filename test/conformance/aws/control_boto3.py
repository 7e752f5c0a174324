"""What boto3 makes of the AWS door: exception classes, messages, paginators, waiters. Prints one JSON object."""

import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, WaiterError

URL, KEY, SECRET = sys.argv[1:4]
settings = {
    "endpoint_url": URL,
    "aws_access_key_id": KEY,
    "aws_secret_access_key": SECRET,
    "region_name": "us-west-2",
}
once = Config(retries={"max_attempts": 1})
sagemaker = boto3.client("sagemaker", config=once, **settings)
runtime = boto3.client("sagemaker-runtime", config=once, **settings)
careless = boto3.client("sagemaker", config=Config(parameter_validation=False), **settings)
ROLE = "arn:aws:iam::123456789012:role/service-role/AmazonSageMaker"


def job(name):
    return {
        "TrainingJobName": name,
        "RoleArn": ROLE,
        "AlgorithmSpecification": {"TrainingImage": "xgboost:1", "TrainingInputMode": "File"},
        "HyperParameters": {"eta": "0.2"},
        "OutputDataConfig": {"S3OutputPath": "s3://bucket/output"},
        "ResourceConfig": {"InstanceCount": 1, "InstanceType": "ml.m4.xlarge", "VolumeSizeInGB": 5},
        "StoppingCondition": {"MaxRuntimeInSeconds": 60},
    }


def refusal(call, **parameters):
    try:
        call(**parameters)
    except ClientError as error:
        told = error.response["Error"]
        headers = error.response["ResponseMetadata"]["HTTPHeaders"]
        return [type(error).__name__, told["Code"], told["Message"], headers["x-slipway-code"]]
    return ["taken"]


def variants(model):
    return [{"VariantName": "A", "ModelName": model, "InstanceType": "ml.c5.large", "InitialInstanceCount": 1}]


said = {}
said["arn"] = sagemaker.create_training_job(**job("Boto-Job"))["TrainingJobArn"]
told = sagemaker.describe_training_job(TrainingJobName="Boto-Job")
said["status"] = [told["TrainingJobStatus"], told["SecondaryStatus"]]
said["age"] = abs(told["CreationTime"].timestamp() - told["LastModifiedTime"].timestamp())
said["duplicate"] = refusal(sagemaker.create_training_job, **job("Boto-Job"))
said["absent"] = refusal(sagemaker.describe_training_job, TrainingJobName="none")
said["mistyped"] = refusal(careless.create_model, ModelName="m", PrimaryContainer={"Image": 5})
said["invalid"] = refusal(careless.create_training_job, **job("under_score"))
said["unserved"] = refusal(sagemaker.list_domains)[:2]

for index in range(11):
    sagemaker.create_training_job(**job(f"page-{index}"))
pages = sagemaker.get_paginator("list_training_jobs").paginate(NameContains="page-", SortBy="Name")
said["pages"] = [[line["TrainingJobName"] for line in page["TrainingJobSummaries"]] for page in pages]

sagemaker.create_model(ModelName="model", ExecutionRoleArn=ROLE, PrimaryContainer={"Image": "xgboost:1"})
sagemaker.create_endpoint_config(EndpointConfigName="config", ProductionVariants=variants("model"))
said["dangling"] = refusal(sagemaker.create_endpoint, EndpointName="e", EndpointConfigName="none")
sagemaker.create_endpoint(EndpointName="Endpoint", EndpointConfigName="config")
said["endpoint"] = sagemaker.describe_endpoint(EndpointName="Endpoint")["EndpointStatus"]
said["invoke"] = refusal(runtime.invoke_endpoint, EndpointName="Endpoint", Body=b"1")
try:
    sagemaker.get_waiter("endpoint_in_service").wait(
        EndpointName="none", WaiterConfig={"Delay": 1, "MaxAttempts": 2}
    )
except WaiterError as error:
    said["waiter"] = str(error)

sagemaker.delete_endpoint(EndpointName="Endpoint")
sagemaker.get_waiter("endpoint_deleted").wait(EndpointName="Endpoint", WaiterConfig={"Delay": 1, "MaxAttempts": 5})
sagemaker.delete_endpoint_config(EndpointConfigName="config")
sagemaker.delete_model(ModelName="model")
said["left"] = [
    sagemaker.list_endpoints()["Endpoints"],
    sagemaker.list_endpoint_configs()["EndpointConfigs"],
    sagemaker.list_models()["Models"],
]
json.dump(said, sys.stdout)
