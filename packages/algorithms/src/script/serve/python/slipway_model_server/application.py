"""Applications of WSGI and of ASGI."""

import importlib
import importlib.util
import inspect


def application_of(entry: str):
    """`module:attribute`, as gunicorn and uvicorn take it."""
    module, _, attribute = entry.partition(":")
    found = importlib.import_module(module)
    for name in attribute.split("."):
        found = getattr(found, name)
    return found


def kind_of(entry: str) -> str:
    """`wsgi` or `asgi`; `no-uvicorn` for the latter where that cannot be imported, and what else it is in words."""
    application = application_of(entry)
    if not callable(application):
        return f"a {type(application).__name__}"
    if not _is_asgi(application):
        return "wsgi"
    return "asgi" if importlib.util.find_spec("uvicorn") else "no-uvicorn"


def _is_asgi(application) -> bool:
    """As uvicorn tells them apart; an old class of two steps is none."""
    call = application if inspect.isfunction(application) else getattr(application, "__call__", None)
    return inspect.iscoroutinefunction(application) or inspect.iscoroutinefunction(call)
