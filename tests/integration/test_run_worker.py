"""`make run` starts a worker beside its server, and the worker never outlives it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.integration.test_concurrent_saves import database_url

ROOT = Path(__file__).parents[2]
WAITING = """
import signal
import time
from lobkwaliteit.tooling.serve import worker
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell lets what it starts in the background ignore it
with worker() as process:
    print(process.pid, flush=True)
    time.sleep(60)
"""
PATIENCE = 30


def is_gone(pid: int) -> bool:
    """Say whether a process has ended; one that nobody asked how it ended counts too."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


@pytest.mark.django_db(transaction=True)
def test_the_worker_ends_with_the_server_however_that_ends(tmp_path: Path) -> None:
    environment = os.environ | {
        "LOB_ENV": "development",
        "LOB_VAR_DIR": str(tmp_path),
        "DATABASE_URL": database_url(),  # without its tables a worker would end by itself
    }
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-c", WAITING]
    ways = (signal.SIGINT, signal.SIGTERM, signal.SIGKILL)
    servers = [
        subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        for _way in ways
    ]
    pids = []
    for server, way in zip(servers, ways, strict=True):
        with server:
            assert server.stdout
            pids.append(int(server.stdout.readline()))
            assert not is_gone(pids[-1])
            server.send_signal(way)
    deadline = time.monotonic() + PATIENCE
    while not all(map(is_gone, pids)):
        assert time.monotonic() < deadline
        time.sleep(0.05)
