"""A WSGI application, such as Flask's: it gets every path, `/ping` and `/invocations` among them."""

import io
import sys
from urllib.parse import unquote_to_bytes

from ..application import application_of
from ..reply import Reply

_WITHOUT_PREFIX = ("content-type", "content-length")


def load(settings):
    return WsgiForm(settings, application_of(settings.entry))


class WsgiForm:
    def __init__(self, settings, application):
        self._settings = settings
        self._application = application
        self.facts = {"says": settings.entry, "allPaths": True, "answersPing": True}
        reply = self.answer({"method": "GET", "target": "/ping", "headers": {}}, b"")
        if reply.parts is not None:
            reply.parts.close()
        if reply.status == 404:
            raise RuntimeError(
                f"{settings.entry} answers GET /ping with 404: SageMaker's contract asks an application "
                "for GET /ping and POST /invocations"
            )

    def answer(self, head, body):
        started = {}

        def start_response(status, headers, exc_info=None):
            started["status"], started["headers"] = status, headers
            return written.append

        written = []
        result = self._application(self._environ(head, body), start_response)
        is_whole = False
        try:
            parts = iter(result)
            first = next(parts, b"")
            # An application may say what it answers only with its first part that is not empty.
            while first == b"" and "status" not in started:
                first = next(parts)
            headers = [(str(name), str(value)) for name, value in started["headers"]]
            is_whole = isinstance(result, (list, tuple)) or any(name.lower() == "content-length" for name, _ in headers)
            data = b"".join([*written, first, *(parts if is_whole else ())])
        except BaseException:
            is_whole = True
            raise
        finally:
            if is_whole:
                _close(result)
        status = int(started["status"].split(" ", 1)[0])
        return Reply(status, headers, data, None if is_whole else _Rest(parts, result))

    def _environ(self, head, body):
        path, _, query = head["target"].partition("?")
        headers = head["headers"]
        environ = {
            "REQUEST_METHOD": head["method"],
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": str(self._settings.port),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_LENGTH": str(len(body)),
            "CONTENT_TYPE": headers.get("content-type", ""),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": False,
            "wsgi.multiprocess": self._settings.workers > 1,
            "wsgi.run_once": False,
        }
        for name, value in headers.items():
            if name not in _WITHOUT_PREFIX and "_" not in name and name != "transfer-encoding":
                environ[f"HTTP_{name.upper().replace('-', '_')}"] = value
        return environ


class _Rest:
    """What an application has yet to give; closing it closes that."""

    def __init__(self, parts, result):
        self._parts = parts
        self._result = result

    def __iter__(self):
        return self._parts

    def close(self):
        _close(self._result)


def _close(result) -> None:
    if hasattr(result, "close"):
        result.close()
