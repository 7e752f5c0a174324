"""
Asks an endpoint for a stream of its answer: a line of JSON for each event as it comes, and one for what ends it. With `paced` a line is
waited for on standard input after each event.
"""

import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, EventStreamError

url, access_key, pace, request = sys.argv[1:]
client = boto3.client(
    "sagemaker-runtime",
    endpoint_url=url,
    region_name="us-west-2",
    aws_access_key_id=access_key,
    aws_secret_access_key=f"secret of {access_key}",
    config=Config(retries={"total_max_attempts": 1}),
)


def tell(**line):
    print(json.dumps(line), flush=True)


try:
    answer = client.invoke_endpoint_with_response_stream(**json.loads(request))
    tell(
        status=answer["ResponseMetadata"]["HTTPStatusCode"],
        **{name: answer.get(name) for name in ("ContentType", "InvokedProductionVariant", "CustomAttributes")},
    )
    for event in answer["Body"]:
        tell(**{name: part["Bytes"].decode() for name, part in event.items()})
        if pace == "paced":
            sys.stdin.readline()
    tell(end="whole")
except EventStreamError as error:
    tell(end="broken", **error.response["Error"])
except ClientError as error:
    tell(end="refused", **error.response["Error"])
