"""A model of the SageMaker Python SDK (v2) that answers later; prints what it found as JSON in its last line."""
import json
import pathlib
import tarfile

import sagemaker
from sagemaker.async_inference import AsyncInferenceConfig, WaiterConfig
from sagemaker.deserializers import JSONDeserializer, StringDeserializer
from sagemaker.exceptions import AsyncInferenceModelError
from sagemaker.serializers import JSONSerializer
from sagemaker.sklearn import SKLearnModel

session = sagemaker.Session()
here = pathlib.Path.cwd()
(here / "serving.py").write_text('''
import json

def model_fn(model_dir):
    return sum

def transform_fn(model, body, content_type, accept):
    assert content_type == "application/json", content_type
    return json.dumps({"sum": model(json.loads(body))}), "application/json"
''')
(here / "weights.json").write_text("[]")
with tarfile.open(here / "model.tar.gz", "w:gz") as tar:
    tar.add(here / "weights.json", arcname="weights.json")

predictor = SKLearnModel(
    session.upload_data(str(here / "model.tar.gz"), key_prefix="served"),
    role="arn:aws:iam::123456789012:role/sagemaker-execution",
    entry_point="serving.py",
    framework_version="1.2-1",
    model_server_workers=1,
    sagemaker_session=session,
).deploy(
    instance_type="ml.m5.large",
    initial_instance_count=1,
    async_inference_config=AsyncInferenceConfig(max_concurrent_invocations_per_instance=2),
    serializer=JSONSerializer(),
    deserializer=JSONDeserializer(),
)
wait = WaiterConfig(delay=1, max_attempts=60)
said = {}
later = predictor.predict_async([1, 2, 3])
said["later"] = later.get_result(wait)
said["waited"] = predictor.predict([4, 5, 6], waiter_config=wait)
# What a container says of an error is text, which the SDK reads as it reads answers.
predictor.predictor.deserializer = StringDeserializer()
try:
    predictor.predict(["no number"], waiter_config=wait)
    said["failed"] = "it did not"
except AsyncInferenceModelError as error:
    said["failed"] = f"AsyncInferenceModelError {error}"
predictor.delete_endpoint()
print("SAID " + json.dumps(said))
