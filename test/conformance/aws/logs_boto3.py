"""Follows a training job's log as the SageMaker SDK does, and prints what it read."""
import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

url, access_key, secret_key, job, what = sys.argv[1:]
GROUP = "/aws/sagemaker/TrainingJobs"
logs = boto3.client(
    "logs",
    endpoint_url=url,
    region_name="us-west-2",
    aws_access_key_id=access_key,
    aws_secret_access_key=secret_key,
    config=Config(retries={"total_max_attempts": 1}),
)


def events_of(stream, skip):
    """As sagemaker.logs.log_stream: on until the token that was asked with comes back, and past what is known."""
    token, counted = None, 0
    while True:
        asked = {"nextToken": token} if token is not None else {}
        answer = logs.get_log_events(logGroupName=GROUP, logStreamName=stream, startFromHead=True, **asked)
        count = len(answer["events"])
        if count > skip:
            yield from answer["events"][skip:]
            skip = 0
        else:
            skip -= count
        counted += count
        if answer["nextForwardToken"] == token:
            return
        token = answer["nextForwardToken"]


def follow():
    streams = logs.describe_log_streams(
        logGroupName=GROUP, logStreamNamePrefix=job + "/", orderBy="LogStreamName", limit=1
    )["logStreams"]
    name = streams[0]["logStreamName"]
    all_of_it = [event["message"] for event in events_of(name, 0)]
    rest = [event["message"] for event in events_of(name, len(all_of_it) - 2)]
    return {"stream": name, "lines": len(all_of_it), "last": rest}


def filtered():
    pages = logs.get_paginator("filter_log_events").paginate(
        logGroupName=GROUP, logStreamNamePrefix=job + "/", filterPattern="?41 ?42", PaginationConfig={"PageSize": 1}
    )
    return [event["message"] for page in pages for event in page["events"]]


def groups():
    return [group["logGroupName"] for page in logs.get_paginator("describe_log_groups").paginate() for group in page["logGroups"]]


def refusals():
    told = []
    for call in (
        lambda: logs.get_log_events(logGroupName="/none", logStreamName="x"),
        lambda: logs.get_log_events(logGroupName=GROUP, logStreamName="x"),
        lambda: logs.get_log_events(logGroupName=GROUP, logStreamName="x", limit=10_001),
        lambda: logs.filter_log_events(logGroupName=GROUP, filterPattern="{ $.a"),
        lambda: logs.put_log_events(logGroupName=GROUP, logStreamName="x", logEvents=[{"timestamp": 1, "message": "m"}]),
        lambda: logs.start_query(logGroupName=GROUP, startTime=1, endTime=2, queryString="fields @message"),
    ):
        try:
            call()
            told.append(None)
        except ClientError as error:
            told.append([error.response["Error"]["Code"], error.response["Error"]["Message"]])
    return told


print(json.dumps({"follow": follow, "filtered": filtered, "groups": groups, "refusals": refusals}[what]()))
