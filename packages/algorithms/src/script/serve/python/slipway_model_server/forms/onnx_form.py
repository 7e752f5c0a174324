"""A network in ONNX, run by onnxruntime, with no code at all."""

import json
import os

from ..contents import JSON, asked_types
from ..defaults import UnsupportedType, reading
from ..defaults.plain_defaults import Defaults
from ..reply import text_reply
from ..results import reply_of

_TYPES = {
    "tensor(float)": "float32",
    "tensor(double)": "float64",
    "tensor(float16)": "float16",
    "tensor(int64)": "int64",
    "tensor(int32)": "int32",
    "tensor(int8)": "int8",
    "tensor(uint8)": "uint8",
    "tensor(bool)": "bool",
    "tensor(string)": "object",
}


def load(settings):
    import onnxruntime

    path = os.path.join(settings.model_dir, settings.entry)
    providers = onnxruntime.get_available_providers()
    return OnnxForm(settings, onnxruntime.InferenceSession(path, providers=providers))


class OnnxForm:
    def __init__(self, settings, session):
        self._settings = settings
        self._session = session
        self._inputs = session.get_inputs()
        self._outputs = [output.name for output in session.get_outputs()]
        self._defaults = Defaults()
        self.facts = {"says": f"{settings.entry} by onnxruntime"}

    def answer(self, head, body):
        content_type, accept = asked_types(head["headers"], self._settings.default_accept)
        try:
            found = self._session.run(None, self._feed(body, content_type))
            if accept == JSON and len(found) > 1:
                return reply_of(dict(zip(self._outputs, found)), JSON, None)
            return reply_of(self._defaults.output_fn(found[0], accept), JSON, None)
        except UnsupportedType as error:
            return text_reply(error.status, str(error))

    def _feed(self, body, content_type):
        """Arrays by the names of inputs; where there is one input, the array alone will do."""
        value = self._value(body, content_type)
        if isinstance(value, dict):
            for wrapper in ("inputs", "instances"):
                if wrapper in value and wrapper not in [one.name for one in self._inputs]:
                    value = value[wrapper]
                    break
        if not isinstance(value, dict):
            if len(self._inputs) > 1:
                names = ", ".join(one.name for one in self._inputs)
                raise UnsupportedType(f"the model has the inputs {names}: send an object with an array for each", 400)
            value = {self._inputs[0].name: value}
        missing = [one.name for one in self._inputs if one.name not in value]
        if missing:
            raise UnsupportedType(f"the request has no input {', '.join(missing)}", 400)
        return {one.name: _array(value[one.name], one) for one in self._inputs}

    def _value(self, body, content_type):
        if content_type != JSON:
            text = body.decode("utf-8", "replace") if content_type.startswith("text/") else body
            return self._defaults.input_fn(text, content_type)
        with reading(f"the body is no {JSON}"):
            return json.loads(body)


def _array(value, one):
    """Of the input's type, and with as many dimensions as it has."""
    import numpy

    with reading(f"the input {one.name} is no {one.type}"):
        array = numpy.asarray(value, dtype=_TYPES.get(one.type))
    shape = one.shape or []
    if array.ndim != len(shape):
        raise UnsupportedType(f"the input {one.name} has {len(shape)} dimensions, not {array.ndim}", 400)
    for wanted, got in zip(shape, array.shape):
        if isinstance(wanted, int) and wanted != got:
            raise UnsupportedType(f"the input {one.name} has the shape {shape}, not {list(array.shape)}", 400)
    return array
