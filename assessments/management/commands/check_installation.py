"""Look over a running installation, and say of each thing that it needs whether it is well, or else what to do."""

from __future__ import annotations

import io
import json
import logging
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments.tasks.checkup.found import Found, State, fault, ok
from assessments.tasks.checkup.run import FROM_OUTSIDE, NAMES, look

WORDS = {State.OK: "ok", State.NOTICE: "notice", State.FAULT: "fault"}
"""What a program reads."""


class Command(BaseCommand):
    help = (
        "Kijk een draaiende installatie na: een regel per onderdeel, ok, let op of fout, met wat je moet doen. "
        "Eindigt met een fout als er iets fout is."
    )
    requires_system_checks = ()  # they are one of the things that are looked at

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--only", nargs="+", choices=NAMES, help="kijk alleen hiernaar")
        parser.add_argument("--url", action="store_true", help="kijk ook of SITE_URL door de proxy antwoordt")
        parser.add_argument("--mail", metavar="ADRES", help="verstuur ook een proefbericht aan dit adres")
        parser.add_argument("--json", action="store_true", help="voor een programma dat bewaakt")

    def handle(self, *args: Any, **options: Any) -> None:
        logging.getLogger("psycopg.pool").setLevel(
            logging.CRITICAL
        )  # that it does not answer is told below, once
        names = set(options["only"] or set(NAMES) - (set() if options["url"] else set(FROM_OUTSIDE)))
        found: dict[str, Found] = {}
        for name, one in look(names):
            found[name] = one
            self._tell(name, one, options["json"])
        if options["mail"]:
            found["proefbericht"] = _sent(options["mail"])
            self._tell("proefbericht", found["proefbericht"], options["json"])
        faults = sum(one.state == State.FAULT for one in found.values())
        if options["json"]:
            checks = [
                {"name": name, "state": WORDS[one.state], "message": one.said} for name, one in found.items()
            ]
            self.stdout.write(json.dumps({"ok": not faults, "checks": checks}, ensure_ascii=False))
        if faults:
            raise CommandError("1 ding is fout." if faults == 1 else f"{faults} dingen zijn fout.")

    def _tell(self, name: str, found: Found, silent: bool) -> None:
        if not silent:
            style = {State.OK: self.style.SUCCESS, State.NOTICE: self.style.WARNING}
            state = style.get(found.state, self.style.ERROR)(f"{found.state.value:7}")
            self.stdout.write(f"{state} {name:13} {found.said}")
            self.stdout.flush()


def _sent(address: str) -> Found:
    said = io.StringIO()
    try:
        call_command("send_test_mail", address, stdout=said, stderr=said)
    except CommandError as error:
        return fault(str(error))
    return ok(said.getvalue().splitlines()[-1])
