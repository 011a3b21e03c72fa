"""Several web servers behind a real proxy on one machine: each is started anew when it dies, as a service is."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from string import Template

from lobkwaliteit.tooling.load import Server, free_port, serving
from lobkwaliteit.tooling.system_packages import nginx

PATIENCE = 60

# As docs/deploy.md has it for several processes, but for TLS and the places that only root may write in.
CONFIGURATION = Template("""
daemon off;
pid $folder/pid;
error_log $folder/error.log;
worker_processes 1;
events { worker_connections 512; }
http {
    access_log off;
    client_body_temp_path $folder/body;
    proxy_temp_path $folder/proxy;
    fastcgi_temp_path $folder/fastcgi;
    uwsgi_temp_path $folder/uwsgi;
    scgi_temp_path $folder/scgi;
    upstream lob {
        $servers
    }
    server {
        listen 127.0.0.1:$port;
        location / {
            proxy_pass http://lob;
            proxy_connect_timeout 1s;
            proxy_set_header Host $$host;
            proxy_set_header X-Forwarded-For $$remote_addr;
            proxy_set_header X-Forwarded-Proto https;
        }
    }
}
""")


class Web:
    """One server. `kill` ends it by SIGKILL with all its processes; it is started anew at once."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.port = free_port()
        self.starts = 0
        self._environment = environment
        self._server: Server | None = None
        self._up, self._ending = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._supervise, daemon=True)

    @property
    def is_up(self) -> bool:
        return self._up.is_set()

    def start(self) -> None:
        self._thread.start()

    def wait_until_up(self) -> None:
        assert self._up.wait(PATIENCE), f"the server on port {self.port} did not start"

    def kill(self) -> None:
        assert self._server
        self._up.clear()
        self._server.kill()

    def stop(self) -> None:
        self._ending.set()
        if self._up.wait(PATIENCE) and self._server:
            self._server.process.terminate()
        self._thread.join(PATIENCE)

    def _supervise(self) -> None:
        while True:
            with serving(self._environment, workers=2, port=self.port) as server:
                self.starts += 1
                self._server = server
                self._up.set()
                server.process.wait()
                self._up.clear()
            if self._ending.is_set():
                return


@contextmanager
def behind_a_proxy(
    environment: dict[str, str], *, number: int, folder: Path
) -> Iterator[tuple[int, list[Web]]]:
    """Give the port of the proxy, and the servers behind it; all are up."""
    webs = [Web(environment) for _ in range(number)]
    with ExitStack() as stack:
        for web in webs:
            web.start()
            stack.callback(web.stop)
        for web in webs:
            web.wait_until_up()
        port = free_port()
        stack.enter_context(_proxy(port, webs, folder))
        yield port, webs


@contextmanager
def _proxy(port: int, webs: list[Web], folder: Path) -> Iterator[None]:
    servers = "\n        ".join(f"server 127.0.0.1:{web.port} max_fails=1 fail_timeout=1s;" for web in webs)
    file = folder / "nginx.conf"
    file.write_text(CONFIGURATION.substitute(folder=folder, port=port, servers=servers))
    found = nginx()
    assert found
    command = [found, "-c", str(file), "-p", str(folder), "-e", str(folder / "error.log")]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command += ["-g", "user root;"]  # else its processes may not write in a folder of ours
    process = subprocess.Popen(command)
    try:
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE)
