"""An MLflow model folder, by its flavour python_function: MLflow itself reads requests and writes answers, as `mlflow models serve` does."""

import os
import sys

from ..reply import text_reply

JSON = "application/json"


def load(settings):
    path = os.path.join(settings.model_dir, settings.entry)
    os.environ["_MLFLOW_IS_IN_SERVING_ENVIRONMENT"] = "true"
    from mlflow import pyfunc
    from mlflow.pyfunc import scoring_server

    if not hasattr(scoring_server, "invocations"):
        raise RuntimeError("MLflow models are served with mlflow 2.4 or later")
    model = pyfunc.load_model(path)
    form = MlflowForm(settings, model, scoring_server)
    form.warm(path)
    return form


class MlflowForm:
    def __init__(self, settings, model, scoring_server):
        self._settings = settings
        self._model = model
        self._server = scoring_server
        self._schema = model.metadata.get_input_schema()
        flavors = [name for name in model.metadata.flavors if name != "python_function"]
        self.facts = {"says": f"an MLflow model ({', '.join(flavors) or 'python_function'})"}

    def warm(self, path: str) -> None:
        """With the example that was logged; one that fails is the example's fault."""
        example = os.path.join(path, "serving_input_example.json")
        if not os.path.isfile(example):
            return
        with open(example, "rb") as file:
            reply = self.answer({"headers": {"content-type": JSON}}, file.read())
        if reply.status != 200:
            print(f"The model's own example is answered with {reply.status}", file=sys.stderr)

    def answer(self, head, body):
        from mlflow.exceptions import MlflowException

        content_type = head["headers"].get("content-type") or JSON
        try:
            found = self._server.invocations(body, content_type, self._model, self._schema)
        except MlflowException as error:
            return text_reply(error.get_http_status_code(), error.serialize_as_json(), JSON)
        return text_reply(found.status, found.response, found.mimetype)
