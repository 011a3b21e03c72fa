"""The files about the organisation: places, people, roles, and how they come in."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from assessments.models import (
    AllowedProvider,
    Board,
    Invitation,
    Membership,
    OrganisationImport,
    School,
    Team,
    User,
)

from .table import PERSON, Table


def _roles(board: Board) -> QuerySet[Membership]:
    return Membership.objects.in_board(board).order_by("pk")


def people(board: Board) -> QuerySet[User]:
    """Who has or had a role in the board, and whom it let in. Who was emptied has nothing to give."""
    return User.objects.filter(Q(pk__in=_roles(board).values("user")) | Q(home_board=board)).order_by("pk")


ORGANISATION: tuple[Table, ...] = (
    Table(
        "bestuur",
        "het bestuur zelf en zijn bewaartermijnen",
        (Board,),
        lambda board: Board.objects.filter(pk=board.pk),
        (
            ("sleutel", "uid", "nummer zonder betekenis; andere bestanden en het logboek wijzen ernaar"),
            ("naam", "name", ""),
            ("nummer", "number", "bevoegdgezagnummer"),
            ("gesloten_op", "closed_on", ""),
            ("mensen_maanden", "keep_people_months", "zo lang bleef wie geen rol meer had"),
            ("resultaten_jaren", "keep_results_years", "zo lang bleef een gesloten meting"),
            ("logboek_jaren", "keep_audit_years", "zo lang bleef een regel van het logboek"),
            (
                "ondergrens",
                "min_group",
                "zoveel mensen moesten een indicator beantwoorden voor de spreiding werd getoond",
            ),
        ),
    ),
    Table(
        "scholen",
        "scholen en vestigingen",
        (School,),
        lambda board: board.schools.order_by("pk"),
        (
            ("sleutel", "uid", ""),
            ("naam", "name", ""),
            ("sector", "sector", "vo, mbo of ho"),
            ("brin", "brin", ""),
            ("vestigingscode", "branch_code", ""),
            ("eigen_sleutel", "own_key", "zoals het bestuur de school zelf nummert"),
            ("gesloten_op", "closed_on", ""),
            ("samengevoegd_met", "merged_into__uid", "sleutel van de school waarin zij opging"),
        ),
    ),
    Table(
        "teams",
        "teams van die scholen",
        (Team,),
        lambda board: Team.objects.filter(school__board=board).order_by("pk"),
        (
            ("sleutel", "uid", ""),
            ("school", "school__uid", "sleutel van de school"),
            ("naam", "name", ""),
            ("eigen_sleutel", "own_key", "zoals de school het team zelf nummert"),
            ("gesloten_op", "closed_on", ""),
            ("samengevoegd_met", "merged_into__uid", "sleutel van het team waarin het opging"),
        ),
    ),
    Table(
        "mensen",
        "wie een rol heeft of had, en wie het bestuur binnenliet; wie gewist is staat er zonder naam",
        (User,),
        people,
        (
            ("sleutel", "uid", "zo staat iemand ook in het logboek"),
            ("naam", "name", ""),
            ("e_mailadres", "email", "van wie gewist is: een adres zonder betekenis"),
            ("taal", "language", "nl of en"),
            ("sinds", "date_joined", ""),
            ("gewist_op", "removed_on", ""),
        ),
    ),
    Table(
        "rollen",
        "wie welke rol heeft of had, en waar",
        (Membership,),
        _roles,
        (
            ("sleutel", "uid", ""),
            ("persoon", "user__uid", PERSON),
            ("rol", "role", ""),
            ("bestuur", "board__uid", "gevuld als de rol voor het hele bestuur geldt"),
            ("school", "school__uid", "gevuld als de rol voor een school geldt"),
            ("team", "team__uid", "gevuld als de rol voor een team geldt"),
            ("vanaf", "started_on", ""),
            ("tot", "ended_on", ""),
        ),
    ),
    Table(
        "uitnodigingen",
        "wie is uitgenodigd; van wie aannam of is ingetrokken staat er geen naam",
        (Invitation,),
        lambda board: board.invitations.order_by("pk"),
        (
            ("sleutel", "uid", ""),
            ("rol", "role", ""),
            ("school", "school__uid", ""),
            ("team", "team__uid", ""),
            ("naam", "name", ""),
            ("e_mailadres", "address", ""),
            ("uitgenodigd_door", "invited_by__uid", PERSON),
            ("op", "created_at", ""),
            ("verloopt_op", "expires_at", ""),
            ("aangenomen_op", "accepted_at", ""),
            ("ingetrokken_op", "withdrawn_at", ""),
        ),
    ),
    Table(
        "inlogdiensten",
        "inlogdiensten waarmee het bestuur mensen binnenlaat",
        (AllowedProvider,),
        lambda board: board.allowed_providers.order_by("pk"),
        (("dienst", "provider", ""), ("organisatie", "organisation", "zoals de dienst haar noemt")),
    ),
    Table(
        "ingelezen_bestanden",
        "wanneer er een bestand met scholen, teams of mensen is ingelezen; het bestand zelf is niet bewaard",
        (OrganisationImport,),
        lambda board: OrganisationImport.objects.filter(board=board).order_by("pk"),
        (
            ("door", "uploaded_by__uid", PERSON),
            ("op", "created_at", ""),
            ("stand", "state", ""),
            ("regels", "total", ""),
        ),
    ),
)
