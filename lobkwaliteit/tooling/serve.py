"""`make run`, once the environment stands: database, card, demo data, server, and a worker beside it.

All but the worker in one process, so that it starts at once.
Every step looks whether it is needed, so that repeating keeps what is there.
"""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.core.management import call_command

HOST = "127.0.0.1"
ROOT = Path(__file__).resolve().parents[2]


def is_free(port: int) -> bool:
    """Say whether nothing listens at `port` yet."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def prepare() -> None:
    """Bring the database to the state of the code: tables, the card with examples of actions, the demo."""
    from assessments.models import Card, Example
    from assessments.services.migrated import start_or_exit

    call_command("migrate", interactive=False, verbosity=0)
    start_or_exit()
    if not Card.objects.exists():
        print("Loading the Kwaliteitskaart", flush=True)
        call_command("loaddata", "kwaliteitskaart", verbosity=0)
    if not Example.objects.exists():
        call_command("loaddata", "voorbeeldacties", verbosity=0)
    call_command("demo")


@contextmanager
def worker() -> Iterator[subprocess.Popen[bytes]]:
    """Run a worker until the block ends. It also stops by itself when this process is gone, killed or not."""
    command = [sys.executable, str(ROOT / "manage.py"), "worker", f"--parent={os.getpid()}"]
    # In a session of its own: Ctrl+C is for this process, which then asks the worker to stop.
    process = subprocess.Popen(command, cwd=ROOT, start_new_session=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def main() -> int:
    """Serve until stopped; 1 with a sentence where that cannot be."""
    text = sys.argv[1] if len(sys.argv) == 2 else ""
    if not (text.isdecimal() and 1024 <= int(text) <= 65535):
        print(f"PORT={text} is no port to serve on: choose one from 1024 to 65535.", file=sys.stderr)
        return 1
    port = int(text)
    if not is_free(port):
        print(f"Port {port} is in use. Choose another one: make run PORT={port + 1}", file=sys.stderr)
        return 1
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lobkwaliteit.settings")
    os.environ.setdefault("DJANGO_RUNSERVER_HIDE_WARNING", "true")
    os.environ.setdefault("SITE_URL", f"http://{HOST}:{port}")
    django.setup()
    from django.conf import settings

    if settings.LOB_ENV != "development":
        print(
            f"LOB_ENV is {settings.LOB_ENV}: `make run` is for trying out and developing, and loads demo data.\n"
            "For a real installation see docs/deploy.md; for this, put LOB_ENV=development in .env.",
            file=sys.stderr,
        )
        return 1
    prepare()
    print(f"\nLOB-kwaliteit: http://{HOST}:{port}/   (Ctrl+C stops it; the data stays)\n", flush=True)
    with worker():
        call_command("runserver", f"{HOST}:{port}", use_reloader=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
