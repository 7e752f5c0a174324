"""A worker: loads the model, says so, and answers one request after the other until the server is no more."""

import os
import signal
import socket
import sys
import traceback

from .forms import load_form
from .messages import Link
from .reply import text_reply


def work(settings, descriptor: int) -> int:
    # The server decides when its workers end; a handler, unlike SIG_IGN, is not inherited by programs that the code starts.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    link = Link(socket.socket(fileno=descriptor))
    sys.path.insert(0, settings.code_dir)
    try:
        return _work(settings, link)
    except (BrokenPipeError, ConnectionResetError):
        return 0


def _work(settings, link: Link) -> int:
    try:
        form = load_form(settings)
    except BaseException as error:  # A module may call sys.exit as well.
        link.send({"failure": _trace(error)})
        return 1
    link.send(form.facts)
    while True:
        message = link.receive()
        if message is None:
            return 0
        head, body = message
        # It came when the answer had ended already.
        if "stop" in head:
            continue
        reply = _answer(form, head, body)
        told = {"status": reply.status, "headers": list(reply.headers)}
        if reply.parts is None:
            link.send(told, reply.body)
        else:
            _stream(link, told, reply)


def _stream(link: Link, told: dict, reply) -> None:
    """Part by part, until they end or nobody wants more."""
    link.send({**told, "more": True}, reply.body)
    end = {"more": False}
    try:
        for part in reply.parts:
            if link.has_message():
                link.receive()
                break
            if part:
                link.send({"more": True}, part)
    except (BrokenPipeError, ConnectionResetError):
        raise
    except Exception as error:
        print(_trace(error), file=sys.stderr, flush=True)
        end = {"broken": True}
    _close(reply.parts)
    link.send(end)


def _close(parts) -> None:
    try:
        if hasattr(parts, "close"):
            parts.close()
    except Exception as error:
        print(_trace(error), file=sys.stderr, flush=True)


def _answer(form, head: dict, body: bytes):
    try:
        return form.answer(head, body)
    except Exception as error:
        text = _trace(error)
        print(text, file=sys.stderr, flush=True)
        return text_reply(500, f"{error}\n{text}")


def _trace(error: BaseException) -> str:
    """As Python writes it, from the first line that is not this server's own."""
    own = os.path.dirname(os.path.abspath(__file__))
    trace = error.__traceback__
    while trace is not None and os.path.abspath(trace.tb_frame.f_code.co_filename).startswith(own):
        trace = trace.tb_next
    return "".join(traceback.format_exception(type(error), error, trace)).rstrip()
