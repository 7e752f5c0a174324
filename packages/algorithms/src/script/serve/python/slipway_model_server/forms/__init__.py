"""How a model is served: each form has `facts` for the server, and `answer(head, body)`."""

from ..own_modules import own_module

_MODULES = {
    "functions": "functions_form",
    "joblib": "joblib_form",
    "mlflow": "mlflow_form",
    "onnx": "onnx_form",
    "wsgi": "wsgi_form",
}


def load_form(settings):
    """Loads the model; what it raises is why it cannot be served."""
    module = own_module(_MODULES[settings.form], __package__)
    return module.load(settings)
