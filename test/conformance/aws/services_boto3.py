"""Prints what boto3 understands of a door's refusal, for clients of services and protocols that it may not serve.

Each service's own model says how its first operation is asked for, in the protocol that boto3 speaks with it.
"""
import json
import sys

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

url, access_key, secret_key, signature, *services = sys.argv[1:]
session = boto3.session.Session()


def client(service):
    return session.client(
        service,
        endpoint_url=url,
        region_name="us-west-2",
        aws_access_key_id=access_key,
        aws_secret_access_key=secret_key,
        config=Config(
            retries={"total_max_attempts": 1},
            parameter_validation=False,
            inject_host_prefix=False,
            **({} if signature == "v4" else {"signature_version": UNSIGNED if signature == "none" else signature}),
        ),
    )


def sample(shape):
    """A value of the shape: enough for a request to be made, since nothing looks at it before it is refused."""
    if shape.type_name == "structure":
        return {name: sample(shape.members[name]) for name in shape.required_members}
    plain = {"list": [], "map": {}, "integer": 1, "long": 1, "float": 1.0, "double": 1.0, "boolean": True}
    return plain.get(shape.type_name, "2026-01-01T00:00:00Z" if shape.type_name == "timestamp" else "x" * 32)


def operation(model, wanted):
    """The operation that is asked for, else the first that is no HEAD, whose answers have no words."""
    names = [wanted] if wanted else model.operation_names
    return next(name for name in names if model.operation_model(name).http["method"] != "HEAD")


def refusal(asked):
    service, _, wanted = asked.partition(":")
    made = client(service)
    name = operation(made.meta.service_model, wanted)
    shape = made.meta.service_model.operation_model(name).input_shape
    python = next(key for key, api in made.meta.method_to_api_mapping.items() if api == name)
    try:
        getattr(made, python)(**(sample(shape) if shape else {}))
    except ClientError as error:
        headers = error.response["ResponseMetadata"]["HTTPHeaders"]
        told = error.response["Error"]
        return [told.get("Code"), told.get("Message"), headers.get("x-slipway-code")]
    return ["none"]


print(json.dumps({asked: refusal(asked) for asked in services}))
