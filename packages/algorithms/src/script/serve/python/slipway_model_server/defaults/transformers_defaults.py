"""As SageMaker's Hugging Face images have them: a pipeline of the task in HF_TASK, JSON in and out."""

import json
import os

from ..contents import JSON
from . import plain_defaults, reading


class Defaults(plain_defaults.Defaults):
    def model_fn(self, model_dir):
        import transformers

        return transformers.pipeline(task=os.environ.get("HF_TASK"), model=model_dir)

    def input_fn(self, data, content_type):
        if content_type != JSON:
            return super().input_fn(data, content_type)
        with reading(f"the body is no {JSON}"):
            return json.loads(data)

    def predict_fn(self, data, model):
        if not isinstance(data, dict):
            return model(data)
        data = dict(data)
        inputs, parameters = data.pop("inputs", data), data.pop("parameters", None)
        return model(inputs, **(parameters or {}))
