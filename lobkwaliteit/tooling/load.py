"""A real server and real clients, for the benchmark and for trials of many people at once. Standard library only."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120
"""Seconds that a server may take to answer, busy as it may be."""


@dataclass
class Server:
    """gunicorn with its workers, on a port of its own at the loopback address."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def worker_pids(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in children.split()]

    def kill(self) -> None:
        """End it with all its workers at once, as a power cut would, and wait until it is gone."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=PATIENCE)

    def memory(self) -> float:
        """Return the memory of all workers together in MB."""
        return sum(map(memory_of, self.worker_pids))


def memory_of(pid: int) -> float:
    """Return the memory of a process in MB, shared pages counted once (PSS); 0 of one that is gone. Linux only."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(
    env: dict[str, str], *, workers: int = 3, port: int | None = None, access_log: str = os.devnull
) -> Iterator[Server]:
    """Run gunicorn with the given environment over our own, until the block ends; on a port of its own choice.

    It writes its access log as in use, to a file that nobody reads unless told otherwise ("-": our own output).
    """
    port = port or free_port()
    command = [sys.executable, "-m", "gunicorn", "-c", "python:lobkwaliteit.gunicorn"]
    options = [
        f"--bind=127.0.0.1:{port}",
        f"--workers={workers}",
        "--log-level=warning",
        f"--access-logfile={access_log}",
    ]
    process = subprocess.Popen([*command, *options], cwd=ROOT, env=os.environ | env, start_new_session=True)
    server = Server(port, process)
    try:
        _wait_until_up(server)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def _wait_until_up(server: Server) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if server.process.poll() is not None:
            raise RuntimeError("The server stopped before it answered; its own message stands above.")
        try:
            Client(server.port).get("/gezond/leeft/")
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(f"The server did not answer within {PATIENCE} s.")


@dataclass
class Answer:
    status: int
    body: bytes
    milliseconds: float


@dataclass
class Client:
    """One browser: a kept connection, its cookies, and the CSRF header that goes with them."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None, {})

    def post(self, path: str, data: dict[str, str], headers: dict[str, str] | None = None) -> Answer:
        token = self.cookies.setdefault("csrftoken", "x" * 32)
        extra = {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": token}
        return self._ask("POST", path, urllib.parse.urlencode(data), extra | (headers or {}))

    def close(self) -> None:
        """Let go of a connection that failed; the next request makes a new one."""
        self._connection.close()

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        base = {
            "Host": "localhost",
            "Cookie": cookie,
            "X-Forwarded-Proto": "https",
            "Referer": "https://localhost/",
        }
        started = time.perf_counter()
        try:
            self._connection.request(method, path, body, base | headers)
            response = self._connection.getresponse()
            content = response.read()
        except (http.client.BadStatusLine, BrokenPipeError, ConnectionResetError):
            # The server closed the kept connection between two requests; ask once more on a new one.
            self._connection.close()
            self._connection.request(method, path, body, base | headers)
            response = self._connection.getresponse()
            content = response.read()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _equals, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(response.status, content, (time.perf_counter() - started) * 1000)


def at_once(tasks: list[Callable[[], list[float]]]) -> list[float]:
    """Run each task in a thread of its own, all starting together. Return what they measured, in ms, together.

    The first exception of a task is raised here.
    """
    barrier = threading.Barrier(len(tasks))
    times: list[float] = []
    errors: list[BaseException] = []

    def run(task: Callable[[], list[float]]) -> None:
        barrier.wait()
        try:
            times.extend(task())
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return times
