"""Transform jobs as boto3 drives them: waiters, paginators, filters, a stop, and errors; prints one line of JSON."""

import json
import sys

import boto3
from botocore.exceptions import ClientError, WaiterError

bucket = sys.argv[1]
sagemaker = boto3.client("sagemaker")
said = {}


def create(name, **more):
    request = {
        "TransformJobName": name,
        "ModelName": "abalone-model",
        "TransformInput": {
            "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": f"s3://{bucket}/big/"}},
            "ContentType": "text/csv",
            "SplitType": "Line",
        },
        "TransformOutput": {"S3OutputPath": f"s3://{bucket}/{name}", "AssembleWith": "Line"},
        "TransformResources": {"InstanceType": "ml.m5.large", "InstanceCount": 1},
        "Tags": [{"Key": "team", "Value": "red"}],
    }
    return sagemaker.create_transform_job(**{**request, **more})


def wait(name):
    waiter = sagemaker.get_waiter("transform_job_completed_or_stopped")
    try:
        waiter.wait(TransformJobName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 240})
    except WaiterError:
        pass
    return sagemaker.describe_transform_job(TransformJobName=name)


def refusal(call):
    try:
        call()
    except ClientError as error:
        return f"{error.response['Error']['Code']}: {error.response['Error']['Message']}"
    return "nothing"


arn = create("all-rows")["TransformJobArn"]
said["all"] = wait("all-rows")["TransformJobStatus"]
said["tags"] = sagemaker.list_tags(ResourceArn=arn)["Tags"]
create("one-by-one", BatchStrategy="SingleRecord")
sagemaker.stop_transform_job(TransformJobName="one-by-one")
said["stopped"] = wait("one-by-one")["TransformJobStatus"]
create(
    "poisoned",
    TransformInput={
        "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": f"s3://{bucket}/poisoned/"}},
        "ContentType": "text/csv",
        "SplitType": "Line",
    },
)
said["poisoned"] = {
    key: value for key, value in wait("poisoned").items() if key in ("TransformJobStatus", "FailureReason")
}
said["again"] = refusal(lambda: create("all-rows"))
said["no model"] = refusal(lambda: create("no-model", ModelName="nobody"))
said["not there"] = refusal(lambda: sagemaker.describe_transform_job(TransformJobName="nobody"))
said["too much"] = refusal(lambda: create("much", MaxPayloadInMB=60, MaxConcurrentTransforms=2))
pages = sagemaker.get_paginator("list_transform_jobs").paginate(PaginationConfig={"PageSize": 1})
said["listed"] = [job["TransformJobName"] for page in pages for job in page["TransformJobSummaries"]]
failed = sagemaker.list_transform_jobs(StatusEquals="Failed", SortBy="Name", SortOrder="Ascending")
said["failed"] = [job["TransformJobName"] for job in failed["TransformJobSummaries"]]
print("SAID " + json.dumps(said))
