"""Makes calls to IAM and STS, given as JSON, and prints what boto3 understands of each answer.

A call is [service, operation, input] or [service, operation, input, number]: then it is made with the temporary credentials that the
call of that number was answered. An answer is ["taken", members] or [code, message, HTTP status, Slipway's code].
"""
import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError

url, access_key, secret_key, calls = sys.argv[1:]
answers = []


def client(service, number):
    keys = {"aws_access_key_id": access_key, "aws_secret_access_key": secret_key}
    if number is not None:
        made = answers[number][1]["Credentials"]
        keys = {
            "aws_access_key_id": made["AccessKeyId"],
            "aws_secret_access_key": made["SecretAccessKey"],
            "aws_session_token": made["SessionToken"],
        }
    config = Config(retries={"total_max_attempts": 1}, parameter_validation=False)
    return boto3.client(service, endpoint_url=url, region_name="us-west-2", config=config, **keys)


def answer(service, operation, arguments, number=None):
    try:
        made = getattr(client(service, number), operation)(**arguments)
    except ClientError as error:
        told, meta = error.response["Error"], error.response["ResponseMetadata"]
        return [told["Code"], told.get("Message"), meta["HTTPStatusCode"], meta["HTTPHeaders"].get("x-slipway-code")]
    except ResponseParserError:
        return ["unreadable"]
    made.pop("ResponseMetadata")
    return ["taken", json.loads(json.dumps(made, default=str))]


for call in json.loads(calls):
    answers.append(answer(*call))
print(json.dumps(answers))
