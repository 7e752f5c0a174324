"""The workers: processes that each hold the model and answer one request at a time."""

import asyncio
import collections
import json
import socket
import subprocess
import time

from .messages import SIZES, packed, sizes_in
from .reply import Reply, text_reply

# What waits for a worker, in requests and in bytes; more is refused at once.
MOST_WAITING = 1000
MOST_WAITING_BYTES = 512 * 1024 * 1024
# A worker that ended is replaced at once, and one that does so again and again after a while that grows to this.
LONGEST_PAUSE_SECONDS = 30
# A worker that lived as long is no sign that the next one will not.
SOUND_SECONDS = 10
WATCH_SECONDS = 0.5


class LoadFailed(Exception):
    """A worker could not be started, or could not load the model."""


class Broken(Exception):
    """An answer that had begun has no end."""


class Worker:
    """One process, and the server's end of its socket."""

    def __init__(self, process, reader, writer):
        self.process = process
        self.born = time.monotonic()
        self.is_loaded = False
        self._reader = reader
        self._writer = writer
        self._receiving = None

    async def ask(self, head: dict, body: bytes):
        """Rejects with `EOFError` or `OSError` when it ends meanwhile."""
        self._writer.write(packed(head, body))
        await self._writer.drain()
        return await self.receive()

    async def receive(self):
        """One that is cancelled goes on, and the next gets what it gets."""
        if self._receiving is None:
            self._receiving = asyncio.ensure_future(self._message())
            self._receiving.add_done_callback(lambda task: task.cancelled() or task.exception())
        message = await asyncio.shield(self._receiving)
        self._receiving = None
        return message

    def stop(self) -> None:
        """Asks for no more of an answer that comes by and by."""
        self._writer.write(packed({"stop": True}))

    async def _message(self):
        head, body = sizes_in(await self._reader.readexactly(SIZES))
        return json.loads(await self._reader.readexactly(head)), await self._reader.readexactly(body)

    def end(self) -> None:
        """It ends by itself when its socket does; what goes on nevertheless is killed."""
        self._writer.close()
        asyncio.get_running_loop().call_later(5, self.kill)

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()

    async def how_it_ended(self) -> str:
        for _ in range(50):
            if self.process.poll() is not None:
                break
            await asyncio.sleep(0.02)
        code = self.process.poll()
        if code is None:
            return "stopped answering"
        return f"was killed by signal {-code}" if code < 0 else f"ended with exit code {code}"


class Pool:
    def __init__(self, settings, command, log):
        self._settings = settings
        self._command = command
        self._log = log
        self._free = collections.deque()
        self._waiting = collections.deque()
        self._waiting_bytes = 0
        self._workers = set()
        self._dropped = []
        self._facts = {}
        self._failures = 0
        self._is_closed = False
        self._replacements = set()
        self.has_given_up = asyncio.get_running_loop().create_future()

    @property
    def is_ready(self) -> bool:
        """Some worker has the model."""
        return any(worker.is_loaded for worker in self._workers)

    @property
    def has_free_worker(self) -> bool:
        """One could answer at once."""
        return any(worker.process.poll() is None for worker in self._free)

    @property
    def facts(self) -> dict:
        """What the workers told of the model when they had loaded it."""
        return self._facts

    async def start(self) -> None:
        """When all workers have the model. Raises `LoadFailed` with the words of one that cannot load it."""
        loads = [asyncio.ensure_future(self._load()) for _ in range(self._settings.workers)]
        try:
            workers = await asyncio.gather(*loads)
        except BaseException:
            for load in loads:
                load.cancel()
            self.close()
            raise
        for worker in workers:
            self._release(worker)
        self._keep(asyncio.ensure_future(self._watch()))

    async def ask(self, head: dict, body: bytes) -> Reply:
        if len(self._waiting) >= MOST_WAITING or self._waiting_bytes + len(body) > MOST_WAITING_BYTES:
            return text_reply(503, "too many requests wait for a worker")
        worker = await self._worker_for(len(body))
        try:
            told, answer = await asyncio.wait_for(worker.ask(head, body), self._settings.timeout)
        except asyncio.TimeoutError:
            worker.kill()
            self._replace(worker, f"gave no answer in {self._settings.timeout:g} s and was ended")
            return text_reply(504, f"the model gave no answer in {self._settings.timeout:g} s")
        except asyncio.CancelledError:
            # Nobody waits for the answer any more; the next one must not get it.
            self._let_finish(worker)
            raise
        except Exception:  # Whatever it is, its answer may be half read.
            how = await asyncio.shield(self._keep(asyncio.ensure_future(self._replace_ended(worker))))
            return text_reply(500, f"the worker that was to answer {how}")
        if told.get("more"):
            return Reply(told["status"], told["headers"], answer, Parts(self, worker))
        self._release(worker)
        return Reply(told["status"], told["headers"], answer)

    async def next_part(self, worker: Worker):
        """Bytes and whether more follow. Raises `Broken`; the worker is free again, or replaced, where none do."""
        try:
            told, part = await asyncio.wait_for(worker.receive(), self._settings.timeout)
        except asyncio.TimeoutError:
            worker.kill()
            self._replace(worker, f"gave no part of its answer in {self._settings.timeout:g} s and was ended")
            raise Broken() from None
        except Exception:
            self._replace(worker, await worker.how_it_ended())
            raise Broken() from None
        if not told.get("more"):
            self._release(worker)
        if told.get("broken"):
            raise Broken()
        return part, bool(told.get("more"))

    def leave(self, worker: Worker) -> None:
        """Nobody wants the rest of its answer."""
        self._let_finish(worker)

    def close(self) -> None:
        self._is_closed = True
        for replacement in self._replacements:
            replacement.cancel()
        for worker in list(self._workers):
            self._drop(worker)

    async def closed(self) -> None:
        """When all processes are gone."""
        self.close()
        deadline = time.monotonic() + 2
        while any(worker.process.poll() is None for worker in self._dropped) and time.monotonic() < deadline:
            await asyncio.sleep(0.02)
        for worker in self._dropped:
            worker.kill()

    async def _worker_for(self, size: int) -> Worker:
        while self._free:
            worker = self._free.popleft()
            if worker.process.poll() is None:
                return worker
            self._replace(worker, await worker.how_it_ended())
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        self._waiting_bytes += size
        try:
            return await turn
        except asyncio.CancelledError:
            # It may have been given one in the same moment.
            if turn.done() and not turn.cancelled():
                self._release(turn.result())
            raise
        finally:
            self._waiting_bytes -= size
            if turn in self._waiting:
                self._waiting.remove(turn)

    async def _watch(self) -> None:
        """One that ends while it has nothing to do is replaced before anybody needs it."""
        while not self._is_closed:
            await asyncio.sleep(WATCH_SECONDS)
            for worker in [one for one in self._free if one.process.poll() is not None]:
                if worker in self._free:
                    self._free.remove(worker)
                    self._replace(worker, await worker.how_it_ended())

    def _release(self, worker: Worker) -> None:
        """To whoever waits for one."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                return turn.set_result(worker)
        self._free.append(worker)

    def _let_finish(self, worker: Worker) -> None:
        async def last_message():
            told, _ = await worker.receive()
            if told.get("more"):
                worker.stop()
            while told.get("more"):
                told, _ = await worker.receive()

        async def finish():
            try:
                await asyncio.wait_for(last_message(), self._settings.timeout)
                self._release(worker)
            except Exception:
                worker.kill()
                self._replace(worker, await worker.how_it_ended())

        self._keep(asyncio.ensure_future(finish()))

    def _replace(self, worker: Worker, how: str) -> None:
        self._drop(worker)
        if self._is_closed:
            return
        self._log(f"A worker {how}; another one takes its place")
        is_sound = time.monotonic() - worker.born > SOUND_SECONDS
        self._failures = 0 if is_sound else self._failures + 1
        self._keep(asyncio.ensure_future(self._load_again()))

    async def _replace_ended(self, worker: Worker) -> str:
        """Says how it ended."""
        how = await worker.how_it_ended()
        self._replace(worker, how)
        return how

    async def _load_again(self) -> None:
        while not self._is_closed:
            if self._failures > 1:
                await asyncio.sleep(min(2 ** (self._failures - 2), LONGEST_PAUSE_SECONDS))
            try:
                return self._release(await self._load())
            except Exception as failure:  # Whatever it is, requests wait for the worker.
                self._failures += 1
                self._log(str(failure) if isinstance(failure, LoadFailed) else f"A worker could not be started: {failure!r}")
                if self._failures > 5 and not self.is_ready and not self.has_given_up.done():
                    self.has_given_up.set_result(None)

    def _keep(self, task):
        """Goes on whoever waits for it, until the pool is closed."""
        self._replacements.add(task)
        task.add_done_callback(self._replacements.discard)
        return task

    async def _load(self) -> Worker:
        """Raises `LoadFailed`."""
        try:
            worker = await self._spawn()
        except OSError as error:
            raise LoadFailed(f"A worker could not be started: {error}") from error
        self._workers.add(worker)
        try:
            self._facts = await self._facts_of(worker)
        except BaseException:
            self._drop(worker)
            raise
        worker.is_loaded = True
        return worker

    async def _facts_of(self, worker: Worker) -> dict:
        try:
            told, _ = await worker.receive()
        except (EOFError, OSError, ValueError):
            raise LoadFailed(f"A worker {await worker.how_it_ended()} while it loaded the model") from None
        if "failure" in told:
            raise LoadFailed(told["failure"])
        return told

    async def _spawn(self) -> Worker:
        """Raises `OSError`."""
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                process = subprocess.Popen(
                    [*self._command, str(theirs.fileno())],
                    pass_fds=[theirs.fileno()],
                    stdin=subprocess.DEVNULL,
                )
            reader, writer = await asyncio.open_connection(sock=ours, limit=1 << 20)
        except BaseException:
            # A process that has been started ends with its socket.
            ours.close()
            raise
        return Worker(process, reader, writer)

    def _drop(self, worker: Worker) -> None:
        worker.is_loaded = False
        if worker in self._workers:
            self._workers.discard(worker)
            self._dropped = [one for one in self._dropped if one.process.poll() is None] + [worker]
            worker.end()


class Parts:
    """What follows the first part of an answer. Whoever got it calls `leave` in the end, or its worker is never free."""

    def __init__(self, pool: Pool, worker: Worker):
        self._pool = pool
        self._worker = worker

    async def next(self):
        """None at the end. Raises `Broken`."""
        if self._worker is None:
            return None
        try:
            part, more = await self._pool.next_part(self._worker)
        except Broken:
            self._worker = None
            raise
        if not more:
            self._worker = None
        return part if more else None

    def leave(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            self._pool.leave(worker)
