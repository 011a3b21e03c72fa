"""Everything that is kept about a person: for the page “Mijn gegevens”, and for the download (`own_document`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db.models import Count, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from assessments.models import (
    Action,
    ActionEntry,
    Answer,
    AuditEvent,
    Confirmation,
    Invitation,
    Mail,
    MailOff,
    Membership,
    OrganisationImport,
    Participation,
    PrintJob,
    Priority,
    TeamScore,
    User,
)
from assessments.models.mail import OPEN

from .open_answers import open_participations


@dataclass(frozen=True, slots=True)
class Written:
    """Where somebody's name stands beside what a team agreed, chose or did: numbers."""

    scores: int
    confirmed: int
    reopened: int
    priorities: int
    made: int
    progress: int


class OwnData:
    """What is kept about `user`, each kind read once and only when asked for."""

    def __init__(self, user: User) -> None:
        self.user = user

    @cached_property
    def roles(self) -> list[Membership]:
        """Those of today first, then the former ones, latest first."""
        rows = Membership.objects.filter(user=self.user).select_related(
            "board", "school__board", "team__school__board"
        )
        today = timezone.localdate()
        order = sorted(rows, key=lambda role: (role.started_on, role.pk), reverse=True)
        return sorted(order, key=lambda role: bool(role.ended_on and role.ended_on <= today))

    @cached_property
    def taking_part(self) -> list[Participation]:
        rows = Participation.objects.filter(user=self.user).select_related("assessment__round")
        return list(rows.order_by("-assessment__round__starts_on", "-pk"))

    @cached_property
    def open_answers(self) -> list[Participation]:
        """Where answers of theirs are open, each with the number of `answers`."""
        return list(open_participations(self.user))

    @cached_property
    def devices(self) -> list[UserSession]:
        return list(UserSession.objects.filter(user=self.user).order_by("-last_seen_at", "-pk"))

    @cached_property
    def authenticators(self) -> list[Authenticator]:
        return list(Authenticator.objects.filter(user=self.user).order_by("pk"))

    @cached_property
    def providers(self) -> list[SocialAccount]:
        return list(SocialAccount.objects.filter(user=self.user).order_by("pk"))

    @cached_property
    def addresses(self) -> list[EmailAddress]:
        return list(EmailAddress.objects.filter(user=self.user).order_by("pk"))

    @cached_property
    def invited_them(self) -> list[Invitation]:
        """Invitations to them: those that they accepted, and those that lie open at their address."""
        of_them = Q(accepted_by=self.user) | Q(address=self.user.email)
        return list(_with_place(Invitation.objects.filter(of_them)))

    @cached_property
    def invited_by_them(self) -> list[Invitation]:
        return list(_with_place(Invitation.objects.filter(invited_by=self.user)))

    @cached_property
    def mail(self) -> list[Mail]:
        """Mail that waits for them; what went is not kept."""
        return list(Mail.objects.filter(address=self.user.email, state__in=OPEN))

    @cached_property
    def mail_off(self) -> list[MailOff]:
        """The kinds of mail that they do not want."""
        return list(MailOff.objects.filter(user=self.user).order_by("kind"))

    @cached_property
    def imports(self) -> list[OrganisationImport]:
        return list(OrganisationImport.objects.filter(uploaded_by=self.user).defer("content", "plan"))

    @cached_property
    def print_jobs(self) -> list[PrintJob]:
        """Reports that they asked for, as long as that is kept."""
        return list(PrintJob.objects.filter(requester=self.user).select_related("board"))

    @cached_property
    def actions(self) -> list[Action]:
        """Actions that they do themselves."""
        rows = Action.objects.filter(owner=self.user).select_related(
            "board", "school__board", "team__school__board"
        )
        return list(rows.order_by("due_on", "pk"))

    def deeds(self) -> QuerySet[AuditEvent]:
        """Lines of the audit log that hold their key, latest first: what they did, and what was done to them."""
        return AuditEvent.objects.filter(Q(actor=self.user.uid) | Q(object_key=self.user.uid))

    def latest_deeds(self, number: int) -> list[AuditEvent]:
        """The last of these. Two looks, each along an index: for both at once the database sorts all there are."""
        done = AuditEvent.objects.filter(actor=self.user.uid)[:number]
        undergone = AuditEvent.objects.filter(object_key=self.user.uid)[:number]
        found = {event.pk: event for event in (*done, *undergone)}
        return sorted(found.values(), key=lambda event: (event.at, event.pk), reverse=True)[:number]

    @cached_property
    def written(self) -> Written:
        """One query."""
        wheres: dict[str, tuple[type[Model], str]] = {
            "scores": (TeamScore, "updated_by"),
            "confirmed": (Confirmation, "confirmed_by"),
            "reopened": (Confirmation, "reopened_by"),
            "priorities": (Priority, "chosen_by"),
            "made": (Action, "made_by"),
            "progress": (ActionEntry, "by"),
        }
        counts = {name: _rows_with(model, field) for name, (model, field) in wheres.items()}
        return Written(**User.objects.filter(pk=self.user.pk).annotate(**counts).values(*counts).get())

    def answers_of(self, participation: Participation) -> list[Answer]:
        return list(
            Answer.objects.filter(response__participation=participation)
            .select_related("indicator")
            .order_by(
                "indicator__criterion__theme__position",
                "indicator__criterion__position",
                "indicator__position",
            )
        )


def _with_place(rows: QuerySet[Invitation]) -> QuerySet[Invitation]:
    return rows.select_related("board", "school__board", "team__school__board").order_by("-created_at", "-pk")


def _rows_with(model: type[Model], field: str) -> Coalesce:
    """The number of rows of a model that name the person of the outer query in a field."""
    rows = model._default_manager.filter(**{field: OuterRef("pk")}).order_by().values(field)
    return Coalesce(Subquery(rows.annotate(number=Count("*")).values("number")), 0)
