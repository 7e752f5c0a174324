"""Models of the SageMaker Python SDK (v2) that their own code serves; prints what it found as JSON in its last line."""
import json
import os
import pathlib
import tarfile

import boto3
import numpy as np
import sagemaker
from sagemaker.deserializers import CSVDeserializer, JSONDeserializer, NumpyDeserializer
from sagemaker.predictor import Predictor
from sagemaker.pytorch import PyTorchModel
from sagemaker.serializers import CSVSerializer, JSONSerializer, LibSVMSerializer, NumpySerializer
from sagemaker.sklearn import SKLearn, SKLearnModel
from sagemaker.xgboost import XGBoostModel

ROLE = "arn:aws:iam::123456789012:role/sagemaker-execution"
MACHINE = {"instance_type": "ml.m5.large", "initial_instance_count": 1}
session = sagemaker.Session()
here = pathlib.Path.cwd()
said = {}

(here / "train.py").write_text('''
import argparse, json, os
import numpy as np

def model_fn(model_dir):
    with open(os.path.join(model_dir, "weights.json")) as file:
        return Model(json.load(file))

class Model:
    def __init__(self, weights):
        self.weights = np.array(weights)
    def predict(self, rows):
        assert rows.dtype == np.float32 or rows.dtype == np.float64, rows.dtype
        return rows @ self.weights

if __name__ == "__main__":
    with open(os.path.join(os.environ["SM_MODEL_DIR"], "weights.json"), "w") as file:
        json.dump([1.0, 10.0], file)
''')
(here / "inference.py").write_text('''
import json, os
import helper

def model_fn(model_dir):
    return helper.load(model_dir)

def transform_fn(model, data, content_type, accept):
    return json.dumps({"sum": sum(json.loads(data)), "model": model}), "application/json"
''')
(here / "source").mkdir(exist_ok=True)
(here / "source" / "helper.py").write_text('''
import os

def load(model_dir):
    return sorted(name for name in os.listdir(model_dir) if name.endswith(".json"))
''')
(here / "source" / "serving.py").write_text((here / "inference.py").read_text())
(here / "boosting.py").write_text('''
import os
import xgboost

def model_fn(model_dir):
    booster = xgboost.Booster()
    booster.load_model(os.path.join(model_dir, "model.ubj"))
    return booster
''')


def archive(name, *files):
    path = here / name
    with tarfile.open(path, "w:gz") as tar:
        for file in files:
            tar.add(file, arcname=pathlib.Path(file).name)
    return session.upload_data(str(path), key_prefix="served")


def ask(predictor, data, serializer, deserializer):
    predictor.serializer, predictor.deserializer = serializer, deserializer
    found = predictor.predict(data)
    return found.tolist() if isinstance(found, np.ndarray) else found


estimator = SKLearn("train.py", framework_version="1.2-1", role=ROLE, instance_type="ml.m5.large", sagemaker_session=session)
estimator.fit()
predictor = estimator.deploy(**MACHINE)
rows = [[1.0, 2.0], [3.0, 4.0]]
said["numpy"] = ask(predictor, np.array(rows), NumpySerializer(), NumpyDeserializer())
said["json"] = ask(predictor, rows, JSONSerializer(), JSONDeserializer())
said["csv"] = ask(predictor, rows, CSVSerializer(), CSVDeserializer())
predictor.delete_endpoint()

(here / "weights.json").write_text("[]")
model = SKLearnModel(
    archive("weights.tar.gz", here / "weights.json"),
    role=ROLE,
    entry_point="serving.py",
    source_dir="source",
    framework_version="1.2-1",
    model_server_workers=1,
    sagemaker_session=session,
)
predictor = model.deploy(**MACHINE)
said["transform"] = ask(predictor, [1, 2, 3], JSONSerializer(), JSONDeserializer())
transformer = model.transformer(1, "ml.m5.large", strategy="SingleRecord", assemble_with="Line", accept="application/json")
(here / "rows.jsonl").write_text("[1]\n[2, 3]\n")
transformer.transform(session.upload_data(str(here / "rows.jsonl"), key_prefix="rows"), split_type="Line", content_type="application/json")
transformer.wait()
bucket, _, key = transformer.output_path.removeprefix("s3://").partition("/")
answers = boto3.client("s3").get_object(Bucket=bucket, Key=f"{key}/rows.jsonl.out".lstrip("/"))["Body"].read().decode()
said["batch"] = [json.loads(line)["sum"] for line in answers.splitlines()]
predictor.delete_endpoint()

model = XGBoostModel(
    archive("boosted.tar.gz", os.environ["BOOSTED"]),
    role=ROLE,
    entry_point="boosting.py",
    framework_version="1.7-1",
    sagemaker_session=session,
)
predictor = model.deploy(**MACHINE)
said["boosted"] = [float(one) for row in ask(predictor, rows, CSVSerializer(), CSVDeserializer()) for one in row]
said["libsvm"] = ask(predictor, "0 0:1.0 1:2.0\n0 0:3.0 1:4.0", LibSVMSerializer(), JSONDeserializer())
predictor.delete_endpoint()

(here / "torch_serving.py").write_text("import torch\n\ndef model_fn(model_dir):\n    return torch\n")
model = PyTorchModel(
    archive("torch.tar.gz", here / "weights.json"),
    role=ROLE,
    entry_point="torch_serving.py",
    framework_version="2.0",
    py_version="py310",
    sagemaker_session=session,
)
try:
    model.deploy(**MACHINE)
    said["torch"] = "InService"
except Exception as error:
    said["torch"] = str(error)

print("SAID " + json.dumps(said))
