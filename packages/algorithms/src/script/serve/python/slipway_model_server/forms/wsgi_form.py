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
        status = self.answer({"method": "GET", "target": "/ping", "headers": {}}, b"").status
        if status == 404:
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
        parts = self._application(self._environ(head, body), start_response)
        try:
            data = b"".join([*parts])
        finally:
            if hasattr(parts, "close"):
                parts.close()
        status = int(started["status"].split(" ", 1)[0])
        return Reply(status, [(name, value) for name, value in started["headers"]], b"".join(written) + data)

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
