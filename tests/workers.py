"""Real workers, as processes that a test can kill. Starting Python and Django takes a second or two, so one process
does that once and each worker is a fork of it: this module is also what that process runs.
"""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import time_machine

ROOT = Path(__file__).parents[1]


class Workers:
    """Starts workers, kills them with SIGKILL, and keeps what they log."""

    def __init__(self, process: subprocess.Popen[str], log: IO[str]) -> None:
        self._process = process
        self._log = log

    def _ask(self, line: str) -> int:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, f"the workers' parent stopped: {self.log()}"
        return int(answer)

    def start(self) -> int:
        return self._ask("start")

    def kill(self, pid: int) -> None:
        """End a worker by SIGKILL, and wait until it is gone."""
        assert self._ask(f"kill {pid}") == signal.SIGKILL

    def stop(self, pid: int) -> int:
        """Ask a worker to stop (SIGTERM), wait until it has, and return its exit code."""
        return os.waitstatus_to_exitcode(self._ask(f"stop {pid}"))

    def log(self) -> str:
        self._log.seek(0)
        return self._log.read()


@contextmanager
def workers(
    *,
    database: str,
    mail_port: int = 9,
    lease: float = 600,
    forgotten: float = 30,
    every: float = 60,
    print_lease: float = 30,
    now: dt.datetime | None = None,
) -> Iterator[Workers]:
    """Workers on a database and a mail server; with `now` it is that moment for them when they begin."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.worker_settings",
        "WORKER_DATABASE": database,
        "WORKER_MAIL_PORT": str(mail_port),
        "WORKER_MAIL_LEASE": str(lease),
        "WORKER_MAIL_FORGOTTEN": str(forgotten),
        "WORKER_PRINT_LEASE": str(print_lease),
        "WORKER_ROUND": str(every),
        "WORKER_NOW": now.isoformat() if now else "",
    }
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.workers"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        with process:
            yield Workers(process, log)
            assert process.stdin
            process.stdin.close()


def main() -> None:
    """Fork a worker for each "start" that is read, and end it when told so; end what is left when nobody asks more."""
    import django
    from django.core.management import call_command

    django.setup()
    from assessments.management.commands import worker  # noqa: F401 - loaded once, before the forks

    if moment := os.environ["WORKER_NOW"]:
        time_machine.travel(dt.datetime.fromisoformat(moment)).start()
    children: set[int] = set()
    for line in sys.stdin:
        order, *numbers = line.split()
        if order == "start":
            if not (pid := os.fork()):
                sys.stdin.close()
                call_command("worker")
                os._exit(0)
            children.add(pid)
            answer = pid
        else:
            (pid,) = map(int, numbers)
            os.kill(pid, signal.SIGKILL if order == "kill" else signal.SIGTERM)
            _pid, answer = os.waitpid(pid, 0)
            children.discard(pid)
        print(answer, flush=True)
    for pid in children:
        os.kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    main()
