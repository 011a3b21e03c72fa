"""One person, one form: of who was invited by a personal link and is teamlid too.

Who becomes teamlid at the address of a link takes over what they answered by it: it is theirs by account from then on,
and the link leads nowhere any more. At the latest this is done with their first answer by account.

Where something stands under their account as well, that stays: it is what they see when they sign in, and they can add
to it. What they answered by the link is erased for good, and they are told. Mixing the two would leave answers that
they never saw side by side; two forms would count one person twice.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from assessments.enums import Role, Via
from assessments.models import Answer, Assessment, Mail, Membership, Participation, User

from .mail import forget
from .open_answers import DeletedAnswers, Reader, delete_for_good, tell_of_deleted


def take_over_links(memberships: Iterable[Membership]) -> None:
    """Let teamleden take over their links, in the transaction in which they got the role, or another address.

    Who invites to a team looks for its teamleden with the assessment locked: so all open ones are locked here too.
    """
    users = {(one.team_id, one.user.email): one.user for one in memberships if one.role == Role.MEMBER}
    teams = {team for team, _address in users}
    if not teams:
        return
    open_ones = (
        Assessment.objects.individual().filter(team__in=teams, answering_closed_at=None).order_by("pk")
    )
    keys = list(open_ones.select_for_update(no_key=True).values_list("pk", flat=True))
    if not keys:
        return
    links = Participation.objects.filter(assessment__in=keys, via=Via.LINK)
    for link in links.select_related("assessment__round", "assessment__school__board").order_by("pk"):
        if user := users.get((link.assessment.team_id, link.address)):
            one_form(link.assessment, user)


def one_form(assessment: Assessment, user: User) -> Participation | None:
    """Return, locked, how somebody takes part by account, after taking over their link. The assessment is locked."""
    theirs = Q(user=user) | Q(via=Via.LINK, address=user.email)
    rows = assessment.participations.select_for_update(no_key=True).filter(theirs).order_by("pk")
    found = {row.via: row for row in rows}
    own, link = found.get(Via.ACCOUNT), found.get(Via.LINK)
    if link is None:
        return own
    if own is not None and (own.began_on or not link.began_on):
        _give_up(link, assessment, user)
        return own
    if own is not None:  # they were asked to begin, and nothing stands
        delete_for_good(own)
    if link.mail_id is not None:
        forget(Mail.objects.filter(pk=link.mail_id))
    link.via, link.user, link.address, link.token_hash, link.mail = Via.ACCOUNT, user, "", None, None
    link.save(update_fields=["via", "user", "address", "token_hash", "mail"])
    return link


def _give_up(link: Participation, assessment: Assessment, user: User) -> None:
    given = Answer.objects.given().filter(response__participation=link).count()
    delete_for_good(link)
    lost = DeletedAnswers(assessment.team_name, assessment.round.title, given)
    tell_of_deleted(Reader.of(user), [lost], board=assessment.school.board, twice=True)
