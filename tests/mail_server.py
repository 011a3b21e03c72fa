"""A real mail server in a thread. It remembers what it took, and keeps silent or refuses where a test wants it to."""

from __future__ import annotations

import asyncio
import email
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage, Message
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from lobkwaliteit.tooling.load import free_port

HANG_UP = "hang up"
"""An answer that is none: the connection is gone."""

PATIENCE = 30
"""Seconds that something may take which happens within a moment."""


class _Connection(SMTP):
    """Tells when it has said that a mail was taken."""

    async def push(self, status: Any) -> None:
        await super().push(status)
        if b"taken" in (status if isinstance(status, bytes) else status.encode()):
            self.event_handler.answered.set()


class _Controller(Controller):
    def factory(self) -> SMTP:
        return _Connection(self.handler, **self.SMTP_kwargs)


class MailServer:
    """`taken` are the mails that it has, whether or not it said so. At a step that `answers` names it says that."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.answers: dict[str, str] = {}
        self.pause = 0.0
        self.answered = threading.Event()
        self._held: str | None = None
        self._reached = threading.Event()
        self._controller = _Controller(self, hostname="127.0.0.1", port=free_port())

    @property
    def port(self) -> int:
        return int(self._controller.port)

    # --- what a test does ---

    def hold(self, step: str) -> None:
        """Keep silent when a client comes to this step."""
        self._reached.clear()
        self.answered.clear()
        self._held = step

    def wait_until_held(self) -> None:
        assert self._reached.wait(PATIENCE), f"no client came to {self._held}"

    def release(self) -> None:
        self._held = None

    def wait_until_answered(self) -> None:
        assert self.answered.wait(PATIENCE)

    # --- what the protocol does ---

    async def _at(self, step: str, server: SMTP) -> str | None:
        """Keep silent if that is wanted, and return what to say in place of yes."""
        if self.pause:
            await asyncio.sleep(self.pause)
        if self._held == step:
            self._reached.set()
        while self._held == step:
            await asyncio.sleep(0.005)
        answer = self.answers.get(step)
        if answer == HANG_UP and server.transport is not None:
            server.transport.close()
        return answer

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        answer = await self._at("EHLO", server)
        return [answer] if answer else responses

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if (answer := await self._at("MAIL", server)) is not None:
            return answer
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if (answer := await self._at("RCPT", server)) is not None:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.answers.get("DATA", HANG_UP) == HANG_UP:
            assert isinstance(envelope.content, bytes)
            message: Message = email.message_from_bytes(envelope.content, policy=default)
            assert isinstance(message, EmailMessage)
            self.taken.append(message)
        return await self._at("DATA", server) or "250 taken"

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        await self._at("QUIT", server)
        return "221 Bye"

    def start(self) -> None:
        self._controller.start()

    def stop(self) -> None:
        self.release()
        self._controller.stop()


@contextmanager
def running() -> Iterator[MailServer]:
    server = MailServer()
    server.start()
    try:
        yield server
    finally:
        server.stop()
