"""Every kind of job in boto3's lists and waiters: `create` makes some of each; `ask`, once they have states, holds what comes of
every filter and order against what describing each job tells, and prints one JSON object with what differs."""

import itertools
import json
import sys
import time

import boto3
from botocore.exceptions import WaiterError

URL, KEY, SECRET, PHASE = sys.argv[1:5]
settings = {"aws_access_key_id": KEY, "aws_secret_access_key": SECRET, "region_name": "us-west-2"}
sagemaker = boto3.client("sagemaker", endpoint_url=URL, **settings)
NAMES = ["b-Done", "a-failed", "d-stopped", "c-running", "e-Done"]
ROLE = "arn:aws:iam::123456789012:role/service-role/AmazonSageMaker"
SOURCE = {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://bucket/in"}}
REST = {
    "Training": {
        "RoleArn": ROLE,
        "AlgorithmSpecification": {"TrainingImage": "xgboost:1", "TrainingInputMode": "File"},
        "OutputDataConfig": {"S3OutputPath": "s3://bucket/output"},
        "ResourceConfig": {"InstanceCount": 1, "InstanceType": "ml.m4.xlarge", "VolumeSizeInGB": 5},
        "StoppingCondition": {"MaxRuntimeInSeconds": 60},
    },
    "Processing": {
        "RoleArn": ROLE,
        "AppSpecification": {"ImageUri": "image:1"},
        "ProcessingResources": {
            "ClusterConfig": {"InstanceCount": 1, "InstanceType": "ml.m4.xlarge", "VolumeSizeInGB": 5}
        },
    },
    "Transform": {
        "ModelName": "model",
        "TransformInput": {"DataSource": SOURCE},
        "TransformOutput": {"S3OutputPath": "s3://bucket/output"},
        "TransformResources": {"InstanceType": "ml.m4.xlarge", "InstanceCount": 1},
    },
}


def called(verb, kind, **parameters):
    return getattr(sagemaker, f"{verb}_{kind.lower()}_job{'s' if verb == 'list' else ''}")(**parameters)


def create():
    sagemaker.create_model(ModelName="model", ExecutionRoleArn=ROLE, PrimaryContainer={"Image": "xgboost:1"})
    for name in NAMES:
        for kind, rest in REST.items():
            called("create", kind, **{f"{kind}JobName": name}, **rest)
        # Times of creation are of whole seconds.
        time.sleep(1.1)


def described(kind):
    found = []
    for name in NAMES:
        job = called("describe", kind, **{f"{kind}JobName": name})
        found.append(
            {
                "Name": name,
                "Status": job[f"{kind}JobStatus"],
                "CreationTime": job["CreationTime"],
                "LastModifiedTime": job.get("LastModifiedTime", job["CreationTime"]),
            }
        )
    return found


def filters(jobs):
    times = {member: sorted(job[member] for job in jobs) for member in ("CreationTime", "LastModifiedTime")}
    yield {}
    yield {"NameContains": "done"}
    yield {"NameContains": "Done"}
    yield {"NameContains": "-"}
    for status in ("InProgress", "Completed", "Failed", "Stopping", "Stopped"):
        yield {"StatusEquals": status}
    for member, found in times.items():
        yield {f"{member}After": found[1]}
        yield {f"{member}Before": found[3]}
        yield {f"{member}After": found[0], f"{member}Before": found[4], "StatusEquals": "Completed"}


def wanted(job, asked):
    return all(
        (
            (member == "NameContains" and value in job["Name"])
            or (member == "StatusEquals" and value == job["Status"])
            or (member.endswith("After") and job[member.removesuffix("After")] > value)
            or (member.endswith("Before") and job[member.removesuffix("Before")] < value)
        )
        for member, value in asked.items()
    )


def pages(kind, asked):
    paginator = sagemaker.get_paginator(f"list_{kind.lower()}_jobs")
    lines = []
    for page in paginator.paginate(**asked, PaginationConfig={"PageSize": 2}):
        summaries = page[f"{kind}JobSummaries"]
        assert len(summaries) <= 2
        lines += summaries
    return lines


def lists(kind):
    jobs, differ, count = described(kind), [], 0
    for asked in filters(jobs):
        for by, order in itertools.product((None, "Name", "CreationTime", "Status"), (None, "Ascending", "Descending")):
            more = {**({"SortBy": by} if by else {}), **({"SortOrder": order} if order else {})}
            lines = pages(kind, {**asked, **more})
            told = [line[f"{kind}JobName"] for line in lines]
            keys = [(line["CreationTime"] if by in (None, "CreationTime") else line[f"{kind}Job{by}"]) for line in lines]
            # Which way it goes where that is not said differs from kind to kind; botocore's model tells neither.
            in_order = keys == sorted(keys) or (order is None and keys == sorted(keys, reverse=True))
            if order == "Descending":
                in_order = keys == sorted(keys, reverse=True)
            names = sorted(job["Name"] for job in jobs if wanted(job, asked))
            count += 1
            if sorted(told) != names or not in_order:
                differ.append([str(asked), more, told, names])
    return {"asked": count, "differ": differ}


def waits(kind):
    waiter = sagemaker.get_waiter(f"{kind.lower()}_job_completed_or_stopped")
    said = {}
    for name in ["b-Done", "d-stopped", "a-failed", "c-running", "none"]:
        try:
            waiter.wait(**{f"{kind}JobName": name}, WaiterConfig={"Delay": 1, "MaxAttempts": 1})
            said[name] = "over"
        except WaiterError as error:
            said[name] = str(error).split(": ", 1)[1]
    return said


if PHASE == "create":
    create()
else:
    print(json.dumps({kind: {"lists": lists(kind), "waits": waits(kind)} for kind in REST}))
