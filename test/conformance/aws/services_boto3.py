"""Prints what boto3 understands of a door's refusal, for clients of services and protocols that it may not serve."""
import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

url, access_key, secret_key = sys.argv[1:]


def client(service):
    return boto3.client(
        service,
        endpoint_url=url,
        region_name="us-west-2",
        aws_access_key_id=access_key,
        aws_secret_access_key=secret_key,
        config=Config(retries={"total_max_attempts": 1}),
    )


def refusal(call):
    try:
        call()
    except ClientError as error:
        headers = error.response["ResponseMetadata"]["HTTPHeaders"]
        told = error.response["Error"]
        return [told["Code"], told["Message"], headers.get("x-slipway-code")]
    return ["none"]


print(
    json.dumps(
        {
            "sts": refusal(lambda: client("sts").get_caller_identity()),
            "iam": refusal(lambda: client("iam").list_roles()),
            "monitoring": refusal(lambda: client("cloudwatch").list_metrics()),
            "logs": refusal(lambda: client("logs").describe_log_groups()),
            "application-autoscaling": refusal(
                lambda: client("application-autoscaling").describe_scalable_targets(ServiceNamespace="sagemaker")
            ),
            "lambda": refusal(lambda: client("lambda").list_functions()),
        }
    )
)
