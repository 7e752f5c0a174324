"""What the server is told, in variables of its environment."""

import math
import os
from typing import NamedTuple, Optional

MEBIBYTE = 1024 * 1024
# SageMaker's bound for one request of an endpoint, and for one of a batch.
LARGEST_REQUEST = 25 * MEBIBYTE
LARGEST_OF_BATCH = 100 * MEBIBYTE
# Of a batch whose objects are sent whole: what one message of the workers' sockets may be.
LARGEST_OBJECT = 2048 * MEBIBYTE
# SageMaker gives an invocation a minute, and a request of a batch up to an hour.
TIMEOUT_SECONDS = 60
TIMEOUT_OF_BATCH = 3600
# More have to be asked for: each holds the model.
MOST_WORKERS_BY_DEFAULT = 4


class Settings(NamedTuple):
    form: str
    """Which of `forms` serves."""
    model_dir: str
    code_dir: str
    entry: str
    """The file of the four functions below `code_dir`, the model's file, or `module:attribute` of an application."""
    framework: str
    """Whose defaults the functions have that the code lacks: the name of a Python module, or nothing."""
    host: str
    port: int
    workers: int
    default_accept: str
    body_limit: int
    timeout: float
    """Seconds that a worker may take for an answer."""
    farewell: float
    """Seconds in which the server still takes requests after it was asked to end."""
    batch: bool


def settings_of(environ=os.environ) -> Settings:
    batch = environ.get("SAGEMAKER_BATCH") == "true"
    port = environ.get("SAGEMAKER_BIND_TO_PORT")
    return Settings(
        form=environ["SLIPWAY_SERVED_AS"],
        model_dir=environ["SLIPWAY_MODEL_DIR"],
        code_dir=environ["SLIPWAY_CODE_DIR"],
        entry=environ.get("SLIPWAY_SERVED_ENTRY", ""),
        framework=environ.get("SLIPWAY_SERVED_FRAMEWORK", ""),
        host=environ.get("SLIPWAY_BIND_TO_HOST") or ("127.0.0.1" if port else "0.0.0.0"),
        port=int(port or 8080),
        workers=_whole(environ, "SAGEMAKER_MODEL_SERVER_WORKERS") or _default_workers(environ),
        default_accept=environ.get("SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT") or "application/json",
        body_limit=_body_limit(environ, batch),
        timeout=_timeout(environ, batch),
        farewell=float(environ.get("SLIPWAY_FAREWELL_SECONDS") or 1),
        batch=batch,
    )


def _timeout(environ, batch: bool) -> float:
    for name in ("SAGEMAKER_MODEL_SERVER_TIMEOUT_SECONDS", "SAGEMAKER_MODEL_SERVER_TIMEOUT"):
        asked = _whole(environ, name)
        if asked:
            return asked
    return TIMEOUT_OF_BATCH if batch else TIMEOUT_SECONDS


def _body_limit(environ, batch: bool) -> int:
    asked = environ.get("SAGEMAKER_MAX_PAYLOAD_IN_MB", "")
    if batch:
        if asked == "0":
            return LARGEST_OBJECT
        return max(LARGEST_OF_BATCH, (_whole(environ, "SAGEMAKER_MAX_PAYLOAD_IN_MB") or 0) * MEBIBYTE)
    whole = _whole(environ, "MAX_CONTENT_LENGTH")
    return min(whole, LARGEST_REQUEST) if whole else LARGEST_REQUEST


def _whole(environ, name: str) -> Optional[int]:
    """A positive whole number; anything else is as if it were not there."""
    text = environ.get(name, "").strip()
    return int(text) if text.isdigit() and int(text) > 0 else None


def _default_workers(environ) -> int:
    """One for each GPU, since each would put the model on one; otherwise by the processors that the program may use."""
    gpus = environ.get("NVIDIA_VISIBLE_DEVICES", "")
    if gpus not in ("", "void", "none", "all"):
        return len([name for name in gpus.split(",") if name])
    return max(1, min(MOST_WORKERS_BY_DEFAULT, _processors()))


def _processors() -> int:
    try:
        allowed = len(os.sched_getaffinity(0))
    except AttributeError:
        allowed = os.cpu_count() or 1
    try:
        with open("/sys/fs/cgroup/cpu.max", encoding="ascii") as file:
            quota, period = file.read().split()
        return min(allowed, math.ceil(int(quota) / int(period)))
    except (OSError, ValueError):
        return allowed
