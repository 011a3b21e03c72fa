"""The download of “Mijn gegevens”: everything that is kept about a person, as one document.

What somebody wrote as free text belongs to the team it was written for; counts and remarks of answering that has
closed belong to nobody. Both are named in it instead of given.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from allauth.mfa.models import Authenticator
from django.utils import timezone, translation

from assessments.enums import Verb
from assessments.models import Action, Invitation, Membership, User

from .own_data import OwnData


def name_of_key(authenticator: Authenticator) -> str:
    """The name that somebody gave a passkey. Nothing else of what is stored for a way of signing in is shown."""
    return str(authenticator.data.get("name", "")) if authenticator.type == "webauthn" else ""


EXPLANATION: dict[str, str] = {
    "gemaakt_op": "wanneer dit bestand is gemaakt; alle tijden staan in UTC",
    "uitleg": "wat elk onderdeel van dit bestand is",
    "persoon": "je naam, e-mailadres en taal; sleutel is het nummer zonder betekenis waaronder je in het logboek staat",
    "rollen": "je rollen van nu en van vroeger, met de plek en de dagen waarop ze begonnen en eindigden",
    "deelname": "aan welke meting je meedeed en sinds welke dag er iets van je stond; nooit wat je invulde",
    "open_antwoorden": "wat je hebt ingevuld zolang het invullen open is; na het sluiten is dit voorgoed gewist",
    "apparaten": "waar je bent ingelogd: browser, wanneer, en een kenmerk van het netwerk (niet het adres zelf)",
    "manieren_van_inloggen": "hoe je kunt inloggen; de geheimen zelf staan hier niet bij",
    "e_mailadressen": "adressen die bij het inloggen horen, en of je hebt bewezen dat ze van jou zijn",
    "inlogdiensten": "inlogdiensten van je school waarmee je inlogt, en wat die over je doorgaven",
    "uitnodigingen_aan_jou": "rollen waarvoor je bent uitgenodigd",
    "uitnodigingen_van_jou": "rollen waarvoor jij iemand hebt uitgenodigd; namen van anderen staan hier niet",
    "wachtende_mail": "mail aan jou die nog niet is verstuurd; van verstuurde mail blijven adres en tekst niet bewaard",
    "uitgezette_mail": "soorten mail die je niet wilt; de andere krijg je",
    "ingelezen_bestanden": "bestanden met scholen, teams of mensen die jij hebt ingelezen: wanneer, en hoe het afliep",
    "gevraagde_rapporten": "rapporten die jij liet maken en die nog klaarstaan of gemaakt worden; na een dag weg",
    "acties": "acties die jij doet: waar, wat, wanneer het klaar is en hoe ver het is",
    "logboek": "regels in het logboek waarin jouw sleutel staat: wat je deed, en wat er met je account gebeurde",
    "naam_bij_teamscores": "bij hoeveel scores, vaststellingen en heropeningen van teams, en bij hoeveel prioriteiten, "
    "acties en regels over de voortgang jouw naam staat",
    "niet_in_dit_bestand": "wat van niemand meer is, of van een team, en daarom niet bij jou staat",
}
"""Every key at the top of the download, in the words of its reader."""

LEFT_OUT = [
    "Antwoorden van een meting waarin het invullen is gesloten: daarvan zijn alleen aantallen over, en losse "
    "opmerkingen die van niemand zijn.",
    "Vrije tekst die voor een team is geschreven (onderbouwing, bewijs, afwijkende mening, reden van heropenen, "
    "en wat er bij een actie staat).",
    "Reservekopieën: die zijn er hoogstens 30 dagen.",
]


def written(document: dict[str, Any]) -> Iterator[str]:
    """The text of a document as JSON, bit by bit: the log of somebody may be long."""
    yield "{"
    for number, (key, value) in enumerate(document.items()):
        yield f"{',' if number else ''}\n  {json.dumps(key)}: "
        if isinstance(value, Iterator):
            yield "["
            for place, line in enumerate(value):
                yield f"{',' if place else ''}\n    {json.dumps(line, ensure_ascii=False)}"
            yield "]"
        else:
            yield json.dumps(value, ensure_ascii=False, indent=2).replace("\n", "\n  ")
    yield "\n}\n"


@translation.override("nl")
def document(user: User) -> dict[str, Any]:
    """Everything that is kept about somebody, for `written`, in the language of its keys.

    `EXPLANATION` says what each key is.
    """
    data = OwnData(user)
    deeds = {
        verb.value: str(verb.label) for verb in Verb
    }  # the log is read when the language is another again
    return {
        "gemaakt_op": timezone.now().isoformat(),
        "uitleg": EXPLANATION,
        "persoon": {
            "sleutel": str(user.uid),
            "naam": user.name,
            "e_mailadres": user.email,
            "taal": user.language,
            "sinds": user.date_joined.isoformat(),
            "laatst_ingelogd": _time(user.last_login),
            "binnengelaten_door": user.home_board.name if user.home_board else None,
        },
        "rollen": [
            {
                "rol": role.get_role_display(),
                **_place(role),
                "vanaf": role.started_on.isoformat(),
                "tot": role.ended_on.isoformat() if role.ended_on else None,
            }
            for role in data.roles
        ],
        "deelname": [
            {
                "meting": row.assessment.round.title,
                "school": row.assessment.school_name,
                "team": row.assessment.team_name,
                "begonnen_op": row.began_on.isoformat() if row.began_on else None,
            }
            for row in data.taking_part
        ],
        "open_antwoorden": [
            {
                "meting": row.assessment.round.title,
                "team": row.assessment.team_name,
                "antwoorden": [
                    {
                        "indicator": answer.indicator.code,
                        "keuze": answer.get_choice_display(),
                        "niveau": answer.level,
                        "opmerking": answer.remark,
                    }
                    for answer in data.answers_of(row)
                ],
            }
            for row in data.open_answers
        ],
        "apparaten": [
            {
                "ip_adres": device.ip,
                "browser": device.user_agent,
                "ingelogd_op": device.created_at.isoformat(),
                "laatst_gezien_op": device.last_seen_at.isoformat(),
            }
            for device in data.devices
        ],
        "manieren_van_inloggen": {
            "wachtwoord": user.has_usable_password(),
            "extra": [
                {
                    "soort": str(key.get_type_display()),
                    "naam": name_of_key(key),
                    "ingesteld_op": key.created_at.isoformat(),
                    "laatst_gebruikt_op": _time(key.last_used_at),
                }
                for key in data.authenticators
            ],
        },
        "e_mailadressen": [
            {"adres": row.email, "bewezen": row.verified, "eerste": row.primary} for row in data.addresses
        ],
        "inlogdiensten": [
            {
                "dienst": account.provider,
                "sleutel_bij_de_dienst": account.uid,
                "sinds": account.date_joined.isoformat(),
                "laatst_gebruikt_op": account.last_login.isoformat(),
                "doorgegeven": account.extra_data,
            }
            for account in data.providers
        ],
        "uitnodigingen_aan_jou": [_invitation(row) for row in data.invited_them],
        "uitnodigingen_van_jou": [_invitation(row) for row in data.invited_by_them],
        "wachtende_mail": [
            {
                "soort": mail.get_kind_display(),
                "onderwerp": mail.subject,
                "geschreven_op": mail.created_at.isoformat(),
            }
            for mail in data.mail
        ],
        "uitgezette_mail": [row.get_kind_display() for row in data.mail_off],
        "ingelezen_bestanden": [
            {"op": row.created_at.isoformat(), "stand": row.get_state_display()} for row in data.imports
        ],
        "gevraagde_rapporten": [
            {
                "op": row.asked_at.isoformat(),
                "wat": row.get_kind_display(),
                "bestuur": row.board.name,
                "taal": row.language,
            }
            for row in data.print_jobs
        ],
        "acties": [
            {
                **_place(row),
                "wat": row.what,
                "klaar_op": row.due_on.isoformat(),
                "stand": row.get_status_display(),
            }
            for row in data.actions
        ],
        "logboek": (
            {
                "op": event.at.isoformat(),
                "wat": deeds.get(event.verb, event.verb),
                "door_jou": event.actor == user.uid,
            }
            for event in data.deeds().iterator(chunk_size=500)
        ),
        "naam_bij_teamscores": {
            "scores": data.written.scores,
            "vastgesteld": data.written.confirmed,
            "heropend": data.written.reopened,
            "prioriteiten": data.written.priorities,
            "acties": data.written.made,
            "voortgang": data.written.progress,
        },
        "niet_in_dit_bestand": LEFT_OUT,
    }


def _time(at: Any) -> str | None:
    return at.isoformat() if at else None


def _place(row: Membership | Invitation | Action) -> dict[str, str | None]:
    team = row.team
    school = row.school or (team.school if team else None)
    board = row.board or (school.board if school else None)
    return {
        "bestuur": board.name if board else None,
        "school": school.name if school else None,
        "team": team.name if team else None,
    }


def _invitation(row: Invitation) -> dict[str, Any]:
    return {
        "rol": row.get_role_display(),
        **_place(row),
        "op": row.created_at.isoformat(),
        "aangenomen_op": _time(row.accepted_at),
        "ingetrokken_op": _time(row.withdrawn_at),
    }
