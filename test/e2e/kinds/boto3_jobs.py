"""Training and processing jobs as boto3 drives them to each of their ends, with its waiters; prints one line of JSON."""

import json
import time

import boto3
from botocore.exceptions import WaiterError

sagemaker = boto3.client("sagemaker")
ROLE = "arn:aws:iam::123456789012:role/jobs"
MACHINES = {"InstanceCount": 1, "InstanceType": "ml.m5.large", "VolumeSizeInGB": 1}
PROGRAMS = {"done": "true", "failed": "exit 7", "stopped": "sleep 600"}
said = {}


def entrypoint(name):
    return {"ContainerEntrypoint": ["/bin/sh", "-c", PROGRAMS[name]]}


def create_training(name):
    sagemaker.create_training_job(
        TrainingJobName=name,
        RoleArn=ROLE,
        AlgorithmSpecification={
            "TrainingImage": "slipway.dev/script",
            "TrainingInputMode": "File",
            **entrypoint(name),
        },
        OutputDataConfig={"S3OutputPath": "s3://jobs/out"},
        ResourceConfig=MACHINES,
        StoppingCondition={"MaxRuntimeInSeconds": 900},
    )


def create_processing(name):
    sagemaker.create_processing_job(
        ProcessingJobName=name,
        RoleArn=ROLE,
        AppSpecification={"ImageUri": "slipway.dev/script", **entrypoint(name)},
        ProcessingResources={"ClusterConfig": MACHINES},
    )


def drive(kind, create):
    waiter = sagemaker.get_waiter(f"{kind.lower()}_job_completed_or_stopped")
    for name in PROGRAMS:
        create(name)
    time.sleep(1)
    getattr(sagemaker, f"stop_{kind.lower()}_job")(**{f"{kind}JobName": "stopped"})
    for name in PROGRAMS:
        try:
            waiter.wait(**{f"{kind}JobName": name}, WaiterConfig={"Delay": 1, "MaxAttempts": 200})
            end = "waited"
        except WaiterError:
            end = "refused"
        job = getattr(sagemaker, f"describe_{kind.lower()}_job")(**{f"{kind}JobName": name})
        said[f"{kind} {name}"] = [end, job[f"{kind}JobStatus"], job.get("FailureReason")]
    pages = sagemaker.get_paginator(f"list_{kind.lower()}_jobs").paginate(
        SortBy="Name", SortOrder="Ascending", PaginationConfig={"PageSize": 2}
    )
    said[f"{kind} pages"] = [[job[f"{kind}JobName"] for job in page[f"{kind}JobSummaries"]] for page in pages]


boto3.client("s3").create_bucket(Bucket="jobs")
drive("Training", create_training)
drive("Processing", create_processing)
print(json.dumps(said))
