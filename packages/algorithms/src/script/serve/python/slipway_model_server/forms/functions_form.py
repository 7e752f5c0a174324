"""`model_fn`, `input_fn`, `predict_fn` and `output_fn`, or `transform_fn`, of a file of one's own, as SageMaker's images run them."""

import importlib.util
import inspect
import os
import sys
import traceback

from ..context import Context
from ..contents import JSON, asked_types, base_type, chosen_type, is_text
from ..defaults import UnsupportedType, defaults_for
from ..reply import Reply, text_reply
from ..results import reply_of

_STEPS = ("input_fn", "predict_fn", "output_fn")


def load(settings):
    module = _import(settings)
    return FunctionsForm(settings, module)


def _import(settings):
    """Nothing where only a framework's functions serve; else the file as a module of its own name, so that it and what it imports find each other."""
    if not settings.entry:
        return None
    path = os.path.join(settings.code_dir, settings.entry)
    name = settings.entry[: -len(".py")].replace(os.sep, ".")
    folder = os.path.dirname(path)
    if folder not in sys.path:
        sys.path.insert(0, folder)
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


class FunctionsForm:
    def __init__(self, settings, module):
        self._settings = settings
        defaults = defaults_for(settings.framework)
        found = {name: getattr(module, name, None) for name in (*_STEPS, "transform_fn")}
        if found["transform_fn"] and any(found[name] for name in _STEPS):
            raise ValueError(
                "Cannot use transform_fn implementation in conjunction with "
                "input_fn, predict_fn, and/or output_fn implementation"
            )
        self._transform = found["transform_fn"]
        self._steps = [found[name] or getattr(defaults, name) for name in _STEPS]
        self._owns_input = found["input_fn"] is not None
        self._owns_output = found["output_fn"] is not None
        self._parameters = getattr(module, "execution_parameters_fn", None)
        context = Context(settings.model_dir, {}, {})
        if hasattr(module, "pre_model_fn"):
            _call(module.pre_model_fn, context, settings.model_dir)
        load_model = getattr(module, "model_fn", None) or defaults.model_fn
        self._model = _call(load_model, context, settings.model_dir)
        if hasattr(module, "model_warmup_fn"):
            _call(module.model_warmup_fn, context, settings.model_dir, self._model)
        self.facts = {"says": settings.entry or f"{settings.framework} model", "answersParameters": self._parameters is not None}

    def answer(self, head, body):
        if head["target"].split("?", 1)[0] == "/execution-parameters":
            return reply_of(self._parameters(), JSON, None)
        headers = head["headers"]
        context = Context(self._settings.model_dir, headers, head)
        sent = headers.get("content-type") or JSON
        _, accept = asked_types(headers, self._settings.default_accept)
        try:
            result = self._result(body, sent, accept, context)
        except UnsupportedType as error:
            return text_reply(error.status, str(error))
        except Exception as error:
            if not _has_status(error):
                raise
            trace = traceback.format_exc()
            print(trace, file=sys.stderr, flush=True)
            return text_reply(error.status_code, str(getattr(error, "message", error)))
        return reply_of(result, chosen_type(accept), context)

    def _result(self, body, sent, accept, context):
        data = _decoded(body) if is_text(sent) else body
        if self._transform is not None:
            return _call(self._transform, context, self._model, data, sent, accept)
        read, predict, write = self._steps
        value = _call(read, context, data, sent if self._owns_input else base_type(sent))
        prediction = _call(predict, context, value, self._model)
        # No default writes what comes by and by: it is sent as it comes.
        if hasattr(prediction, "__next__") and not self._owns_output:
            return prediction
        return _call(write, context, prediction, accept)


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnsupportedType(f"the body is no text in UTF-8: {error}", 400) from None


def _has_status(error) -> bool:
    """Errors of SageMaker's inference toolkit, and others like them, say which status they are."""
    status = getattr(error, "status_code", None)
    return isinstance(status, int) and 400 <= status <= 599


def _call(function, context, *values):
    """With the context behind the values where the function has a parameter for it."""
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return function(*values)
    plain = [one for one in parameters if one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)]
    extra = plain[len(values)] if len(plain) == len(values) + 1 else None
    takes = extra is not None and (extra.default is extra.empty or extra.name == "context")
    return function(*values, context) if takes else function(*values)
