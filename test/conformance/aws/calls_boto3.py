"""Makes calls to SageMaker, given as JSON pairs of operation and input, and prints what boto3 understands of each answer."""
import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

url, access_key, secret_key, calls = sys.argv[1:]
client = boto3.client(
    "sagemaker",
    endpoint_url=url,
    region_name="us-west-2",
    aws_access_key_id=access_key,
    aws_secret_access_key=secret_key,
    config=Config(retries={"total_max_attempts": 1}),
)


def answer(operation, arguments):
    try:
        getattr(client, operation)(**arguments)
    except ClientError as error:
        told = error.response["Error"]
        return [told["Code"], told["Message"], error.response["ResponseMetadata"]["HTTPHeaders"].get("x-slipway-code")]
    return ["taken"]


print(json.dumps([answer(*call) for call in json.loads(calls)]))
