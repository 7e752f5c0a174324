"""Makes calls to a service, given as JSON triples of a name, an operation and its input; prints each answer or error by its name.

`{"$": "name.Member"}` in an input stands for that member of an earlier answer, and is left out where that has none.
"""

import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError

url, access_key, secret_key, service, calls = sys.argv[1:]
client = boto3.client(
    service,
    endpoint_url=url,
    region_name="us-west-2",
    aws_access_key_id=access_key,
    aws_secret_access_key=secret_key,
    config=Config(retries={"total_max_attempts": 1}, parameter_validation=False),
)
answers = {}


def filled(value):
    if isinstance(value, list):
        return [filled(item) for item in value]
    if not isinstance(value, dict):
        return value
    if list(value) == ["$"]:
        answer, member = value["$"].split(".")
        return answers[answer].get(member)
    return {key: item for key, item in ((key, filled(item)) for key, item in value.items()) if item is not None}


def answer(operation, arguments):
    try:
        told = getattr(client, operation)(**arguments)
    except ClientError as error:
        return {"error": [error.response["Error"]["Code"], error.response["Error"].get("Message")]}
    except ResponseParserError:
        return {"error": ["unreadable", ""]}
    headers = told.pop("ResponseMetadata")["HTTPHeaders"]
    effect = headers.get("x-slipway-without-effect")
    return told if effect is None else {**told, "withoutEffect": effect}


for name, operation, arguments in json.loads(calls):
    answers[name] = answer(operation, filled(arguments))
print(json.dumps(answers, default=str))
