"""Of no framework, or of one whose image has no more than SageMaker's toolkit."""

from ..contents import CSV, JSON, NPY, accepted_types
from ..encoding import decode, encode, is_readable
from . import UnsupportedType, reading


class Defaults:
    def model_fn(self, model_dir):
        raise NotImplementedError("the code has no model_fn(model_dir), which loads the model")

    def input_fn(self, data, content_type):
        if not is_readable(content_type):
            raise UnsupportedType(
                f"Content-Type {content_type} is not supported: {JSON}, {CSV} and {NPY} are, "
                "or what an input_fn of the code takes",
                415,
            )
        with reading(f"the body is no {content_type}"):
            return decode(data, content_type)

    def predict_fn(self, data, model):
        if hasattr(model, "predict"):
            return model.predict(data)
        if callable(model):
            return model(data)
        raise NotImplementedError(
            f"the code has no predict_fn(data, model), and {type(model).__name__} has no method predict"
        )

    def output_fn(self, prediction, accept):
        for content_type in accepted_types(accept):
            if content_type in ("*/*", "application/*"):
                content_type = JSON
            try:
                return encode(prediction, content_type), content_type
            except KeyError:
                continue
        raise UnsupportedType(
            f"Accept {accept} is not supported: {JSON}, {CSV} and {NPY} are, or what an output_fn of the code gives", 406
        )
