"""What the functions do that the code does not have, by framework."""

from contextlib import contextmanager

from ..own_modules import own_module

_MODULES = {
    "sklearn": "sklearn_defaults",
    "torch": "torch_defaults",
    "transformers": "transformers_defaults",
    "xgboost": "xgboost_defaults",
}


class UnsupportedType(Exception):
    """Carries the status that answers it."""

    def __init__(self, message: str, status: int):
        super().__init__(message)
        self.status = status


@contextmanager
def reading(fault: str):
    """Whatever it raises is the request's fault, which the answer begins with, but for what this machine lacks."""
    try:
        yield
    except (UnsupportedType, MemoryError, ImportError):
        raise
    except Exception as error:
        raise UnsupportedType(f"{fault}: {error or type(error).__name__}", 400) from None


def defaults_for(framework: str):
    """An object with `model_fn`, `input_fn`, `predict_fn` and `output_fn`."""
    name = _MODULES.get(framework, "plain_defaults")
    return own_module(name, __package__).Defaults()
