"""Many models behind one endpoint, by the SageMaker Python SDK (v2) and boto3; prints what it found as JSON in its last line."""
import json
import os
import pathlib
import tarfile
import threading

import boto3
import sagemaker
from sagemaker import image_uris
from sagemaker.deserializers import CSVDeserializer
from sagemaker.multidatamodel import MultiDataModel
from sagemaker.predictor import Predictor
from sagemaker.serializers import CSVSerializer
from sagemaker.sklearn import SKLearnModel

ROLE = "arn:aws:iam::123456789012:role/sagemaker-execution"
# Whose account it is, which names the bucket otherwise, a cluster does not tell.
session = sagemaker.Session(default_bucket=os.environ.get("SDK_BUCKET"))
bucket = session.default_bucket()
here = pathlib.Path.cwd()
runtime = boto3.client("sagemaker-runtime")
said = {}


def archive(name, *files):
    path = here / name
    with tarfile.open(path, "w:gz") as tar:
        for file in files:
            tar.add(file, arcname=pathlib.Path(file).name)
    return str(path)


def ask(endpoint, body, target=None, content_type="text/csv"):
    more = {} if target is None else {"TargetModel": target}
    try:
        found = runtime.invoke_endpoint(EndpointName=endpoint, ContentType=content_type, Body=body, **more)
        return found["Body"].read().decode().strip()
    except runtime.exceptions.ModelError as error:
        return ["ModelError", error.response["OriginalStatusCode"]]
    except runtime.exceptions.ClientError as error:
        return [error.response["Error"]["Code"], error.response["Error"]["Message"]]


# XGBoost's own image, which loads each archive into one server.
prefix = f"s3://{bucket}/boosted/"
boosters = MultiDataModel(
    name="boosters",
    model_data_prefix=prefix,
    image_uri=image_uris.retrieve("xgboost", session.boto_region_name, "1.7-1"),
    role=ROLE,
    env={"SLIPWAY_MOST_MODELS": "2"},
    sagemaker_session=session,
)
predictor = boosters.deploy(initial_instance_count=1, instance_type="ml.m5.large", endpoint_name="boosters")
for name in ("first", "second", "third"):
    boosters.add_model(archive(f"{name}.tar.gz", os.environ[f"BOOSTED_{name}"]), f"{name}.tar.gz")
said["listed"] = sorted(boosters.list_models())
predictor = Predictor("boosters", session, CSVSerializer(), CSVDeserializer())
said["boosted"] = {
    name: float(predictor.predict([[2.0, 4.0]], target_model=f"{name}.tar.gz")[0][0])
    for name in ("first", "second", "third", "first")
}
boto3.client("s3").put_object(Bucket=bucket, Key="boosted/bad.tar.gz", Body=b"no archive")
(here / "other.txt").write_text("no model")
boosters.add_model(archive("wrong.tar.gz", here / "other.txt"), "wrong.tar.gz")
said["bad"] = ask("boosters", "2,4", "bad.tar.gz")
said["wrong"] = ask("boosters", "2,4", "wrong.tar.gz")
said["missing"] = ask("boosters", "2,4", "nowhere.tar.gz")
said["outside"] = ask("boosters", "2,4", "../elsewhere.tar.gz")
said["unnamed"] = ask("boosters", "2,4")
said["still"] = float(ask("boosters", "2,4", "first.tar.gz"))

# Code of one's own, one for all models.
(here / "factor.py").write_text('''
import json, os

def model_fn(model_dir):
    with open(os.path.join(model_dir, "factor.json")) as file:
        return json.load(file)

def transform_fn(model, data, content_type, accept):
    return json.dumps(json.loads(data) * model), "application/json"
''')
code = SKLearnModel(
    session.upload_data(archive("empty.tar.gz", here / "other.txt"), key_prefix="code"),
    role=ROLE,
    entry_point="factor.py",
    framework_version="1.2-1",
    sagemaker_session=session,
)
factors = MultiDataModel("factors", f"s3://{bucket}/factors/", model=code, sagemaker_session=session)
factors.deploy(initial_instance_count=1, instance_type="ml.m5.large", endpoint_name="factors")
for factor in (2, 3):
    (here / "factor.json").write_text(str(factor))
    factors.add_model(archive(f"by-{factor}.tar.gz", here / "factor.json"), f"by/{factor}.tar.gz")
answers = [None] * 8


def each(index):
    answers[index] = ask("factors", "7", f"by/{2 + index % 2}.tar.gz", "application/json")


threads = [threading.Thread(target=each, args=[index]) for index in range(len(answers))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
said["factors"] = answers
print("SAID " + json.dumps(said))
