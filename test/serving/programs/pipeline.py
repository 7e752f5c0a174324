"""Models of several containers, by the SageMaker Python SDK (v2) and boto3; prints what it found as JSON in its last line."""
import json
import os
import pathlib
import tarfile

import boto3
import sagemaker
from sagemaker import image_uris
from sagemaker.deserializers import CSVDeserializer
from sagemaker.model import Model
from sagemaker.pipeline import PipelineModel
from sagemaker.predictor import Predictor
from sagemaker.serializers import CSVSerializer
from sagemaker.sklearn import SKLearnModel

ROLE = "arn:aws:iam::123456789012:role/sagemaker-execution"
# Whose account it is, which names the bucket otherwise, a cluster does not tell.
session = sagemaker.Session(default_bucket=os.environ.get("SDK_BUCKET"))
here = pathlib.Path.cwd()
said = {}

# Doubles what it is sent.
(here / "double.py").write_text('''
import json

def model_fn(model_dir):
    with open(model_dir + "/factor.json") as file:
        return json.load(file)

def transform_fn(model, data, content_type, accept):
    if isinstance(data, bytes):
        data = data.decode()
    if data.strip() == "refuse":
        raise ValueError("no such row")
    rows = [[model * float(cell) for cell in row.split(",")] for row in data.strip().splitlines()]
    return "\\n".join(",".join(str(cell) for cell in row) for row in rows), "text/csv"
''')
(here / "factor.json").write_text("2")


def archive(name, *files):
    path = here / name
    with tarfile.open(path, "w:gz") as tar:
        for file in files:
            tar.add(file, arcname=pathlib.Path(file).name)
    return session.upload_data(str(path), key_prefix="several")


double = SKLearnModel(
    archive("double.tar.gz", here / "factor.json"),
    role=ROLE,
    entry_point="double.py",
    framework_version="1.2-1",
    model_server_workers=1,
    sagemaker_session=session,
)
boosted = Model(
    image_uri=image_uris.retrieve("xgboost", session.boto_region_name, "1.7-1"),
    model_data=archive("boosted.tar.gz", os.environ["BOOSTED"]),
    role=ROLE,
    sagemaker_session=session,
)
pipeline = PipelineModel(models=[double, boosted], role=ROLE, name="double-then-boost", sagemaker_session=session)
pipeline.deploy(initial_instance_count=1, instance_type="ml.m5.large", endpoint_name="pipeline")
predictor = Predictor("pipeline", session, CSVSerializer(), CSVDeserializer())
said["serial"] = [float(cell) for row in predictor.predict([[1.0, 2.0], [3.0, 4.0]]) for cell in row]

runtime, client = boto3.client("sagemaker-runtime"), boto3.client("sagemaker")


def ask(endpoint, body, **more):
    try:
        found = runtime.invoke_endpoint(EndpointName=endpoint, ContentType="text/csv", Accept="text/csv", Body=body, **more)
        return found["Body"].read().decode().strip()
    except runtime.exceptions.ModelError as error:
        return [error.response["Error"]["Code"], error.response["OriginalStatusCode"]]
    except runtime.exceptions.ClientError as error:
        return [error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]]


said["refused by the first"] = ask("pipeline", "refuse")
said["named in series"] = ask("pipeline", "1,2", TargetContainerHostname="container-1")

containers = client.describe_model(ModelName="double-then-boost")["Containers"]
for name, container in zip(["double", "boost"], containers):
    container["ContainerHostname"] = name
client.create_model(
    ModelName="either", ExecutionRoleArn=ROLE, Containers=containers, InferenceExecutionConfig={"Mode": "Direct"}
)
said["mode"] = client.describe_model(ModelName="either")["InferenceExecutionConfig"]
variant = {"VariantName": "all", "ModelName": "either", "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
client.create_endpoint_config(EndpointConfigName="either", ProductionVariants=[variant])
client.create_endpoint(EndpointName="either", EndpointConfigName="either")
client.get_waiter("endpoint_in_service").wait(EndpointName="either", WaiterConfig={"Delay": 1, "MaxAttempts": 120})
said["double"] = ask("either", "1,2", TargetContainerHostname="double")
said["boost"] = [float(ask("either", row, TargetContainerHostname="boost")) for row in ("2,4", "6,8")]
said["nobody"] = ask("either", "1,2")
said["somebody else"] = ask("either", "1,2", TargetContainerHostname="triple")
try:
    client.create_model(
        ModelName="nameless",
        ExecutionRoleArn=ROLE,
        Containers=[{key: value for key, value in one.items() if key != "ContainerHostname"} for one in containers],
        InferenceExecutionConfig={"Mode": "Direct"},
    )
    said["nameless"] = "taken"
except client.exceptions.ClientError as error:
    said["nameless"] = error.response["Error"]["Code"]

print("SAID " + json.dumps(said))
