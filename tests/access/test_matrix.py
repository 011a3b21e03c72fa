"""Every route × every person × own, sibling and foreign things. A route without a row fails the suite.

A row says which people get which status; everybody not named gets 404 (403 where the thing is visible is named too),
the anonymous visitor is sent to sign in. Whose role has ended is answered as a stranger is, whose account is off as
somebody who is not signed in.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from assessments.checks import routes
from assessments.views.security import passkey_uid
from tests.access.action_rows import ACTION_ROWS
from tests.access.door import knock, text_of
from tests.access.people import (
    ADMINISTRATORS,
    AUDITORS,
    BOARD,
    COORDINATORS,
    COUSINS,
    EVERYBODY,
    FILL_COUSIN,
    FILL_OWN,
    FOREIGN_AUDITORS,
    FOREIGN_PEOPLE,
    FOREIGN_READERS,
    FORMER,
    INACTIVE,
    LEAD_COUSIN,
    LEAD_OWN,
    LEAD_SIBLING,
    LOOK_AFTER_OWN,
    LOOK_AFTER_PEOPLE,
    ORGANISE,
    OWN_PEOPLE,
    READ_COUSIN,
    READ_OWN,
    READ_SIBLING,
)
from tests.access.places_rows import PLACES_ROWS
from tests.access.row import (
    CHOICE,
    Row,
    assessment,
    board,
    file,
    invited,
    own_stop_link,
    per_answerer,
    per_assessment,
    per_board,
    per_closing,
    per_invitation,
    per_inviter,
    per_letting_in,
    per_link,
    per_membership,
    per_participation,
    per_person,
    per_removal,
    per_round,
    per_school,
    per_talk,
    planned,
    round_,
)
from tests.access.scene import FOREIGN_WORDS, OWN_WORDS, Scene

TWO_STEPS = {"governor", "foreign_governor"}
"""Who has a passkey: see the scene."""


def passkey(scene: Scene) -> dict[str, Any]:
    return {"uid": passkey_uid(scene.passkey)}


def participation(name: str) -> Callable[[Scene], dict[str, Any]]:
    return lambda scene: {"uid": getattr(scene, name).uid}


def foreign_passkey(scene: Scene) -> dict[str, Any]:
    return {"uid": passkey_uid(scene.foreign_passkey)}


def ways(scene: Scene) -> dict[str, Any]:
    """What the form sends that lets every team of the concept answer individually."""
    fields = {}
    for assessment_ in scene.draft_round.assessments.all():
        fields[f"{assessment_.uid}-manier"] = "individueel"
        fields[f"{assessment_.uid}-mensen"] = "12"
    return fields


MATRIX: list[Row] = [
    Row("home", expect={200: EVERYBODY}),
    Row("card-list", expect={200: EVERYBODY}),
    Row("card-detail", lambda scene: {"uid": scene.card.uid}, {200: EVERYBODY}),
    Row("card-detail", lambda scene: {"uid": scene.foreign_card.uid}, {200: FOREIGN_PEOPLE}),
    Row("start", expect={200: COORDINATORS, 403: EVERYBODY - COORDINATORS}),
    Row("card-indicator", lambda scene: {"uid": scene.card.uid, "code": "VA1.1"}, {200: EVERYBODY}),
    Row(
        "card-indicator",
        lambda scene: {"uid": scene.foreign_card.uid, "code": "VA1.1"},
        {200: FOREIGN_PEOPLE},
    ),
    Row("card-indicator", lambda scene: {"uid": scene.card.uid, "code": "XX9.9"}),
    # finding things: the words of both boards
    Row("search", expect={200: EVERYBODY}),
    Row("search", expect={200: EVERYBODY}, data={"q": "geheim"}),
    Row("search", expect={200: EVERYBODY}, data={"q": "VA1.1"}),
    # rounds
    Row("round-list", expect={200: EVERYBODY}),
    Row("round-plan", expect={200: COORDINATORS, 403: EVERYBODY - COORDINATORS}),
    Row("round-detail", round_("open_round"), {200: LEAD_OWN | READ_OWN}),
    Row("round-detail", round_("closed_round"), {200: LEAD_OWN | READ_OWN | LEAD_COUSIN | READ_COUSIN}),
    Row("round-detail", round_("draft_round"), {200: LEAD_OWN}),
    Row("round-detail", round_("trial_round"), {200: LEAD_SIBLING | READ_SIBLING}),
    Row("round-detail", round_("foreign_open_round"), {200: {"foreign_coordinator", "foreign_governor"}}),
    *per_round("round-change", 200),
    *per_round("round-close", 302),
    Row(
        "round-plan",
        expect={302: LEAD_OWN, 200: COORDINATORS - LEAD_OWN, 403: EVERYBODY - COORDINATORS},
        method="post",
        data=lambda scene: planned(scene, teams=[scene.cast.team.uid]),
    ),
    Row(
        "round-plan",
        expect={302: LEAD_OWN, 200: COORDINATORS - LEAD_OWN, 403: EVERYBODY - COORDINATORS},
        method="post",
        data=lambda scene: planned(scene, schools=[scene.cast.school.uid]),
    ),
    Row(
        "round-change",
        round_("draft_round"),
        {302: LEAD_SIBLING, 403: {"team_coordinator"}},
        "post",
        lambda scene: planned(scene, teams=[scene.cast.team.uid, scene.cast.sibling_team.uid]),
    ),
    Row(
        "round-change",
        round_("draft_round"),
        {302: LEAD_SIBLING, 403: {"team_coordinator"}},
        "post",
        lambda scene: planned(scene, schools=[scene.cast.school.uid]),
    ),
    Row("round-open", round_("draft_round"), {302: LEAD_SIBLING, 403: {"team_coordinator"}}, "post"),
    Row(
        "round-close", round_("open_round"), {302: LEAD_SIBLING, 403: {"team_coordinator"} | READ_OWN}, "post"
    ),
    Row("round-discard", round_("draft_round"), {302: LEAD_SIBLING, 403: {"team_coordinator"}}, "post"),
    Row("round-open", round_("draft_round"), {200: LEAD_SIBLING, 403: {"team_coordinator"}}),
    Row("round-discard", round_("trial_round"), {200: LEAD_SIBLING, 403: READ_SIBLING}),
    Row("round-discard", round_("draft_round"), {200: LEAD_SIBLING, 403: {"team_coordinator"}}),
    # asking all teams at once
    Row("round-ask", round_("answering_round"), {200: LEAD_OWN, 403: READ_OWN}),
    Row("round-ask", round_("answering_round"), {302: LEAD_OWN, 403: READ_OWN}, "post"),
    Row("round-ask", round_("draft_round"), {403: LEAD_OWN}),
    # how the teams answer
    Row("round-ways", round_("draft_round"), {200: LEAD_OWN}),
    Row("round-ways", round_("answering_round"), {200: LEAD_OWN, 403: READ_OWN}),
    Row(
        "round-ways",
        round_("closed_round"),
        {302: LEAD_OWN | LEAD_COUSIN, 403: READ_OWN | READ_COUSIN},
    ),
    Row(
        "round-ways",
        round_("foreign_answering_round"),
        {200: {"foreign_coordinator"}, 403: {"foreign_governor"}},
    ),
    Row("round-ways", round_("draft_round"), {302: LEAD_OWN}, "post", ways),
    # answering, each for themselves
    *per_answerer("answer-start"),
    *per_answerer("answer-criterion", code="VA1"),
    *per_answerer("answer-criterion", "post", CHOICE, code="VA1"),
    *per_answerer("answer-done"),
    *per_answerer("answer-erase"),
    *per_answerer("answer-erase", "post"),
    Row("answer-start", assessment("open_round", "team")),
    Row("answer-criterion", assessment("answering_round", "team", code="XX9")),
    # taking part without an account
    Row("join-code", expect={200: EVERYBODY}, anonymous=200),
    Row("join-code", expect={422: EVERYBODY}, method="post", data={"code": "K7MX-PQ3D-9RTC"}, anonymous=422),
    Row("join-dead", expect={410: EVERYBODY}, anonymous=410),
    Row("join-link", lambda scene: {"token": "van-niemand"}, {302: EVERYBODY}),
    Row("mail-off", lambda scene: {"token": "van-niemand"}, anonymous=404),
    Row(
        "mail-off",
        own_stop_link,
        {200: EVERYBODY},
        anonymous=200,
    ),
    Row(
        "mail-off",
        own_stop_link,
        {302: EVERYBODY},
        "post",
        anonymous=302,
    ),
    *per_link("join-start"),
    *per_link("join-criterion", code="VA1"),
    *per_link("join-done"),
    *per_link("join-erase"),
    *per_link("join-number"),
    *per_link("join-leave"),
    *per_inviter("team-link"),
    *per_inviter("team-link", "post", {"stap": "maken"}),
    *per_inviter("team-link", "post", {"stap": "intrekken"}),
    # who takes part
    *per_inviter("response"),
    *per_inviter("response", "post"),
    *per_inviter("response-invite"),
    *per_inviter("response-invite", "post", {"addresses": "nieuw@voorbeeld.example", "language": "nl"}),
    *per_inviter("response-raise"),
    *per_inviter("response-raise", "post", {"size": "13", "reason": "Een collega vergeten"}),
    *per_participation("participation-resend"),
    *per_participation("participation-resend", "post"),
    *per_participation("participation-withdraw"),
    *per_participation("participation-withdraw", "post"),
    # scoring
    *per_assessment("scoring-start"),
    *per_assessment("scoring-criterion", code="VA1"),
    *per_assessment("scoring-criterion", "post", CHOICE, code="VA1"),
    *per_closing(),
    *per_assessment("scoring-confirm"),
    Row("scoring-start", assessment("draft_round", "team"), {302: LEAD_OWN}),
    Row("scoring-criterion", assessment("open_round", "team", code="XX9"), {403: READ_OWN}),
    Row(
        "scoring-confirm",
        assessment("open_round", "team"),
        {302: LEAD_OWN, 403: {"member"} | READ_OWN},
        "post",
        {"with_gaps": "on"},
    ),
    Row("scoring-reopen", assessment("closed_round", "team"), {200: LEAD_OWN, 403: {"member"} | READ_OWN}),
    Row(
        "scoring-reopen",
        assessment("closed_round", "cousin_team"),
        {200: LEAD_COUSIN, 403: {"cousin_member"} | READ_COUSIN},
    ),
    Row(
        "scoring-reopen",
        assessment("closed_round", "team"),
        {302: LEAD_OWN, 403: {"member"} | READ_OWN},
        "post",
        {"reason": "Een tikfout"},
    ),
    # what a team improves first
    Row("priorities", assessment("closed_round", "team"), {200: LEAD_OWN, 403: {"member"} | READ_OWN}),
    Row("priorities", assessment("open_round", "team"), {302: LEAD_OWN, 403: {"member"} | READ_OWN}),
    Row(
        "priorities",
        assessment("closed_round", "cousin_team"),
        {200: LEAD_COUSIN, 403: {"cousin_member"} | READ_COUSIN},
    ),
    Row(
        "priorities",
        assessment("closed_round", "team"),
        {302: LEAD_OWN, 403: {"member"} | READ_OWN},
        "post",
        {"code": "VA1.2", "next": "1"},
    ),
    # the conversation
    *per_talk("conversation"),
    *per_talk("conversation-agenda"),
    *per_talk("conversation-stamp"),
    *per_talk("conversation", "post", {"go": "VA1.2"}, leads=True, ok=302),
    *per_talk("conversation-unanimous", leads=True),
    *per_talk("conversation-unanimous", "post", {"code": "VA1.2"}, leads=True, ok=302),
    # paper
    *per_assessment("paper-form"),
    Row("paper-form", assessment("draft_round", "team"), {200: LEAD_OWN}),
    Row("paper", assessment("answering_round", "team"), {200: LEAD_OWN, 403: {"member"} | READ_OWN}),
    Row("paper", assessment("answering_round", "sibling_team"), {200: LEAD_SIBLING, 403: READ_SIBLING}),
    Row("paper", assessment("open_round", "team"), {302: LEAD_OWN, 403: {"member"} | READ_OWN}),
    Row(
        "paper",
        assessment("answering_round", "team"),
        {302: LEAD_OWN, 403: {"member"} | READ_OWN},
        "post",
        {"VA1.1-choice": "3", "sure": "next"},
    ),
    # what is on a paper form is for whoever typed it in, and for no other coordinator
    *(
        Row(route, participation(name), {ok: {person}}, method, data)
        for name, person in [
            ("paper_form", "team_coordinator"),
            ("foreign_paper_form", "foreign_coordinator"),
        ]
        for route, method, ok, data in [
            ("typed-form", "get", 200, {}),
            ("typed-form", "post", 302, {"VA1.2-choice": "3", "VA1.2-version": "1"}),
            ("typed-delete", "get", 200, {}),
            ("typed-delete", "post", 302, {}),
        ]
    ),
    # results
    Row("results", expect={200: EVERYBODY}),
    Row("team-result", assessment("closed_round", "team"), {200: FILL_OWN | READ_OWN}),
    Row("team-result", assessment("open_round", "team"), {200: FILL_OWN | READ_OWN}),
    Row("team-result", assessment("draft_round", "team"), {200: LEAD_OWN}),
    Row("team-result", assessment("closed_round", "sibling_team"), {200: LEAD_SIBLING | READ_SIBLING}),
    Row("team-result", assessment("closed_round", "cousin_team"), {200: FILL_COUSIN | READ_COUSIN}),
    Row("team-result", assessment("foreign_closed_round", "foreign_team"), {200: FOREIGN_READERS}),
    *per_school("school-latest", 302, with_round=False),
    *per_school("school-result"),
    *per_school("school-criterion", code="VA1"),
    Row("team-over-time", assessment("closed_round", "team"), {200: FILL_OWN | READ_OWN}),
    Row("team-over-time", assessment("open_round", "team"), {200: LEAD_OWN}),
    Row("team-over-time", assessment("draft_round", "team")),
    Row("team-over-time", assessment("closed_round", "cousin_team"), {200: FILL_COUSIN | READ_COUSIN}),
    Row("team-over-time", assessment("foreign_closed_round", "foreign_team"), {200: FOREIGN_READERS}),
    *per_school("school-over-time", with_round=False),
    *per_board("board-over-time"),
    # results as files
    Row("team-table", assessment("closed_round", "team", table="criteria"), {200: FILL_OWN | READ_OWN}),
    Row("team-table", assessment("open_round", "team", table="criteria"), {200: LEAD_OWN}),
    Row("team-table", assessment("draft_round", "team", table="criteria")),
    Row("team-table", assessment("closed_round", "team", table="iets-anders")),
    Row(
        "team-table",
        assessment("foreign_closed_round", "foreign_team", table="criteria"),
        {200: FOREIGN_READERS},
    ),
    *per_school("school-table", table="teams"),
    *per_board("board-table", table="scholen"),
    *(
        Row(f"team-{what}", assessment(round_name, team), {200: who} if who else {})
        for what in ("workbook", "text")
        for round_name, team, who in [
            ("open_round", "team", LEAD_OWN),
            ("draft_round", "team", set()),
            ("closed_round", "team", FILL_OWN | READ_OWN),
            ("foreign_closed_round", "foreign_team", FOREIGN_READERS),
        ]
    ),
    *per_school("school-text"),
    *per_board("board-text"),
    *per_school("school-workbook"),
    *per_board("board-workbook"),
    Row(
        "team-over-time-table",
        assessment("closed_round", "team", table="metingen"),
        {200: FILL_OWN | READ_OWN},
    ),
    Row("team-over-time-table", assessment("open_round", "team", table="metingen"), {200: LEAD_OWN}),
    *per_school("school-over-time-table", with_round=False, table="metingen"),
    *per_board("board-over-time-table", table="metingen"),
    *per_board("board-result"),
    *per_board("board-criterion", code="VA1"),
    Row("board-criterion", board("board", code="XX9")),
    # reports
    Row("team-report", assessment("closed_round", "team"), {200: FILL_OWN | READ_OWN}),
    Row("team-report", assessment("open_round", "team"), {200: LEAD_OWN}),
    Row("team-report", assessment("draft_round", "team")),
    Row("team-report", assessment("closed_round", "cousin_team"), {200: FILL_COUSIN | READ_COUSIN}),
    Row("team-report", assessment("foreign_closed_round", "foreign_team"), {200: FOREIGN_READERS}),
    *per_school("school-report"),
    *per_board("board-report"),
    Row("board-files", board("board"), {302: BOARD}),
    Row("board-files", board("board"), {302: BOARD}, "post"),
    Row("board-files", board("foreign_board"), {302: {"foreign_governor"}}, "post"),
    *(
        Row(route, args, {status: {person}}, method)
        for args, person in ((file("job"), "governor"), (file("foreign_job"), "foreign_governor"))
        for route, method, status in (
            ("print-job", "get", 200),
            ("print-job", "post", 302),
            ("print-progress", "get", 200),
            ("print-file", "get", 200),
        )
    ),
    *ACTION_ROWS,
    # organisation: schools and teams
    *PLACES_ROWS,
    # organisation: people and invitations
    *(
        Row(route, expect={200: LOOK_AFTER_PEOPLE})
        for route in ("people-list", "people-invite", "people-invitations")
    ),
    *(
        Row(
            route,
            expect={302: LOOK_AFTER_PEOPLE},
            method="post",
            data=lambda scene: {"zoek": "Niemand", "plek": scene.cast.team.uid},
        )
        for route in ("people-list", "people-invitations")
    ),
    Row(
        "people-invitations",
        expect={302: LOOK_AFTER_PEOPLE},
        method="post",
        data={"verstuur": "1"},
    ),
    Row(
        "people-invite",
        expect={200: LOOK_AFTER_PEOPLE},
        method="post",
        data=invited,
    ),
    Row(
        "people-invite",
        expect={
            302: LOOK_AFTER_OWN,
            200: LOOK_AFTER_PEOPLE - LOOK_AFTER_OWN,
        },
        method="post",
        data=lambda scene: invited(scene, stap="verstuur"),
    ),
    *per_person("person-detail"),
    *per_person("person-give"),
    *per_removal(),
    *per_letting_in(),
    *per_person("person-give", lambda scene: {"role": "manager", "place": scene.cast.team.uid}),
    *per_membership("membership-end"),
    *per_membership("membership-end", "post"),
    *per_membership("membership-replace"),
    *per_membership("membership-replace", "post", {"address": "opvolger@voorbeeld.example", "end": "later"}),
    *per_invitation("invitation-resend"),
    *per_invitation("invitation-resend", "post"),
    *per_invitation("invitation-withdraw"),
    *per_invitation("invitation-withdraw", "post"),
    Row("invitation-link", lambda scene: {"token": "onbekend"}, {302: EVERYBODY}),
    Row("invitation-offer", expect={410: EVERYBODY}, anonymous=410),
    Row("invitation-offer", expect={410: EVERYBODY}, method="post", anonymous=410),
    # organisation: import
    Row("import-start", expect={200: ADMINISTRATORS, 403: ORGANISE - ADMINISTRATORS}),
    Row(
        "import-start",
        expect={302: ADMINISTRATORS, 403: ORGANISE - ADMINISTRATORS},
        method="post",
        data=lambda scene: {"file": SimpleUploadedFile("x.csv", b"naam")},
    ),
    Row(
        "import-sample",
        lambda scene: {"name": "teams.csv"},
        {200: ADMINISTRATORS, 403: ORGANISE - ADMINISTRATORS},
    ),
    *(
        Row(route, args, {200: {person}})
        for route in ("import-detail", "import-progress")
        for args, person in ((file("file"), "administrator"), (file("foreign_file"), "foreign_administrator"))
    ),
    *(
        Row("import-detail", file("file"), {302: {"administrator"}}, "post", {"deed": deed})
        for deed in ("save", "discard")
    ),
    # organisation: settings, audit log
    Row("audit-log", expect={302: AUDITORS | FOREIGN_AUDITORS}),
    *(
        Row(route, board(name), {200: people})
        for route in ("audit-board", "audit-export")
        for name, people in (("board", AUDITORS), ("foreign_board", FOREIGN_AUDITORS))
    ),
    Row(
        "retention-settings",
        board("board"),
        {200: {"administrator"}, 403: LEAD_OWN | {"governor", "cousin_coordinator"}},
    ),
    Row(
        "retention-settings",
        board("foreign_board"),
        {200: {"foreign_administrator"}, 403: {"foreign_coordinator", "foreign_governor"}},
    ),
    Row(
        "retention-settings",
        board("board"),
        {302: {"administrator"}, 403: LEAD_OWN | {"governor", "cousin_coordinator"}},
        "post",
        {"people_months": "6", "results_years": "5", "audit_years": "2"},
    ),
    Row(
        "organisation-floor",
        board("board"),
        {200: {"administrator"}, 403: LEAD_OWN | LEAD_COUSIN | {"governor"}},
    ),
    Row(
        "organisation-floor",
        board("foreign_board"),
        {200: {"foreign_administrator"}, 403: {"foreign_coordinator", "foreign_governor"}},
    ),
    Row(
        "organisation-floor",
        board("board"),
        {302: {"administrator"}, 403: LEAD_OWN | LEAD_COUSIN | {"governor"}},
        "post",
        {"min_group": "8"},
    ),
    Row(
        "organisation-providers",
        board("board"),
        {200: {"administrator"}, 403: LEAD_OWN | LEAD_COUSIN | {"governor"}},
    ),
    Row(
        "organisation-providers",
        board("board"),
        {302: {"administrator"}, 403: LEAD_OWN | LEAD_COUSIN | {"governor"}},
        "post",
        {"provider": "surfconext", "end": "noordzoom.nl"},
    ),
    # refused with a sentence: nobody here belongs to an organisation at a provider
    Row(
        "organisation-providers",
        board("board"),
        {302: {"administrator"}, 403: LEAD_OWN | LEAD_COUSIN | {"governor"}},
        "post",
        {"provider": "surfconext", "allow": "noordzoom.nl"},
    ),
    Row(
        "organisation-providers",
        board("foreign_board"),
        {200: {"foreign_administrator"}, 403: {"foreign_coordinator", "foreign_governor"}},
    ),
    # help
    Row("guides", expect={200: EVERYBODY}),
    Row("guide", lambda scene: {"role": "coordinator"}, {200: EVERYBODY}),
    Row("guide", lambda scene: {"role": "directeur"}),
    # one's own account and data, privacy
    Row("privacy", expect={200: EVERYBODY}, anonymous=200),
    Row("own-data", expect={200: EVERYBODY}),
    Row("own-download", expect={200: EVERYBODY}),
    Row("own-change", expect={200: EVERYBODY}),
    Row("own-change", expect={302: EVERYBODY}, method="post", data={"name": "Nieuw", "language": "en"}),
    Row("own-mail", expect={200: EVERYBODY}),
    Row("own-mail", expect={302: EVERYBODY}, method="post", data={}),
    # who did not just say who they are is asked again
    Row("own-email", expect={302: EVERYBODY}),
    Row("own-email", expect={302: EVERYBODY}, method="post", data={"email": "nieuw@voorbeeld.example"}),
    Row("own-email-code", expect={302: EVERYBODY}),
    Row("own-email-code", expect={302: EVERYBODY}, method="post", data={"code": "123456"}),
    Row("own-remove", expect={302: EVERYBODY}),
    Row("own-remove", expect={302: EVERYBODY}, method="post", data={"sure": "on"}),
    # signing in
    Row("security", expect={200: EVERYBODY}),
    Row("security-devices-end", expect={302: EVERYBODY}, method="post", data={"all": "1"}),
    Row("security-second-factor", expect={200: EVERYBODY - TWO_STEPS, 302: TWO_STEPS}),
    Row("security-confirm", expect={200: EVERYBODY - TWO_STEPS, 302: TWO_STEPS}),
    Row("security-confirm", expect={302: EVERYBODY}, method="post", data={"action": "send"}),
    # These first ask who signed in long ago to confirm; `integration/test_security.py` goes further.
    Row("security-app-add", expect={302: EVERYBODY}),
    Row("security-app-remove", expect={302: EVERYBODY}, method="post"),
    Row("security-codes", expect={302: EVERYBODY}),
    Row("security-codes", expect={302: EVERYBODY}, method="post"),
    Row("security-codes-file", expect={302: EVERYBODY}),
    Row("passkey-add", expect={302: EVERYBODY}),
    *(
        Row(route, args, {302: {person}}, method, data)
        for args, person in [(passkey, "governor"), (foreign_passkey, "foreign_governor")]
        for route, method, data in [
            ("passkey-change", "get", {}),
            ("passkey-change", "post", {"name": "Van mij"}),
            ("passkey-remove", "get", {}),
            ("passkey-remove", "post", {}),
        ]
    ),
    Row("account_request_login_code", expect={302: EVERYBODY}, anonymous=200),
    Row("account_request_login_code", expect={302: EVERYBODY}, method="post", anonymous=200),
    Row("account_confirm_login_code", expect={302: EVERYBODY}),
    Row("mfa_login_webauthn", expect={302: EVERYBODY}),
    Row("mfa_login_webauthn", expect={302: EVERYBODY}, method="post"),
    Row("mfa_authenticate", expect={302: EVERYBODY}),
    Row("mfa_reauthenticate", expect={302: EVERYBODY}),
    Row("mfa_reauthenticate_webauthn", expect={302: EVERYBODY}, method="post"),
    Row("mfa_reauthenticate_webauthn", expect={200: TWO_STEPS, 302: EVERYBODY - TWO_STEPS}),
    Row(
        "openid_connect_login",
        lambda scene: {"provider_id": "surfconext"},
        {200: EVERYBODY},
        anonymous=200,
    ),
    # to the page that says that it is down; who is signed in is asked to say first who they are
    Row("openid_connect_login", lambda scene: {"provider_id": "surfconext"}, {302: EVERYBODY}, method="post"),
    Row("openid_connect_login", lambda scene: {"provider_id": "anders"}, anonymous=404),
    Row("openid_connect_login", lambda scene: {"provider_id": "anders"}, method="post", anonymous=404),
    Row(
        "openid_connect_callback",
        lambda scene: {"provider_id": "surfconext"},
        {302: EVERYBODY},
    ),
    Row("openid_connect_failed", lambda scene: {"provider_id": "surfconext"}, {302: EVERYBODY}),
    Row("socialaccount_signup", expect={302: EVERYBODY}),
    Row("socialaccount_signup", expect={302: EVERYBODY}, method="post"),
    Row("socialaccount_signup_code", expect={302: EVERYBODY}),
    Row("socialaccount_signup_code", expect={302: EVERYBODY}, method="post", data={"code": "12345678"}),
    Row("socialaccount_connections", expect={302: EVERYBODY}),
    Row(
        "socialaccount_connections",
        expect={302: EVERYBODY},
        method="post",
        data={"provider": "surfconext", "uid": "x"},
    ),
    # the account and the rest
    # mail in files: in development alone
    Row("post", anonymous=404),
    Row("post-html", lambda scene: {"name": "20261124-120000-1"}, anonymous=404),
    Row("components", expect={200: EVERYBODY}),
    Row("components", expect={200: EVERYBODY}, method="post"),
    Row("account_logout", expect={302: EVERYBODY}, method="post"),
    Row("account_change_password", expect={200: EVERYBODY}, method="post"),
    Row("account_reauthenticate", expect={200: EVERYBODY - TWO_STEPS, 302: TWO_STEPS}, method="post"),
    Row("account_reset_password", expect={200: EVERYBODY}, method="post", anonymous=200),
    Row("account_login", expect={302: EVERYBODY}, anonymous=200),
    Row("account_signup", expect={302: EVERYBODY}, anonymous=200),
    Row("account_logout", expect={200: EVERYBODY}),
    Row("account_change_password", expect={200: EVERYBODY}),
    Row("account_set_password", expect={302: EVERYBODY}),
    Row("account_reset_password", expect={200: EVERYBODY}, anonymous=200),
    Row("account_reset_password_done", expect={200: EVERYBODY}, anonymous=200),
    Row(
        "account_reset_password_from_key",
        lambda scene: {"uidb36": "1", "key": "set-password"},
        {200: EVERYBODY},
        anonymous=200,
    ),
    Row("account_reset_password_from_key_done", expect={200: EVERYBODY}, anonymous=200),
    Row("account_inactive", expect={200: EVERYBODY}, anonymous=200),
    Row("account_reauthenticate", expect={200: EVERYBODY - TWO_STEPS, 302: TWO_STEPS}),
    Row("set_language", expect={302: EVERYBODY}, method="post", data={"language": "en"}),
    Row("favicon", expect={302: EVERYBODY}, anonymous=302),
    Row("ready", expect={200: EVERYBODY}, anonymous=200),
    Row("alive", expect={200: EVERYBODY}, anonymous=200),
    Row("security-txt", anonymous=404),
    Row("robots-txt", expect={200: EVERYBODY}, anonymous=200),
]


pytestmark = pytest.mark.usefixtures("_plain_refusals", "_no_real_pdf")


def ask(row: Row, scene: Scene, person: str | None, address: str) -> HttpResponse:
    session = scene.session(person) if person else ""
    return knock(row.method, address, row.sent(scene), session=session)


TRIED = [*sorted(EVERYBODY | FORMER | INACTIVE), None]
"""Whoever holds a role, whoever held one, whose account is off, of every role; and somebody not signed in."""


@pytest.mark.parametrize("row", MATRIX, ids=str)
def test_matrix(row: Row, scene: Scene) -> None:
    wrong: list[str] = []
    address = reverse(row.route, kwargs=row.args(scene))
    with transaction.atomic():
        led_to = ask(row, scene, None, address).headers.get("Location")
        transaction.set_rollback(True)
    for person in TRIED:
        with transaction.atomic():
            response = ask(row, scene, person, address)
            text = text_of(response)
            transaction.set_rollback(True)
        if response.status_code != row.expected(person):
            wrong.append(f"{person}: {response.status_code}, expected {row.expected(person)}")
        if person not in FOREIGN_PEOPLE and ("Foreign" in text or FOREIGN_WORDS in text):
            wrong.append(f"{person} reads something of the foreign board")
        if person not in READERS and OWN_WORDS in text:
            wrong.append(f"{person} reads words of the own board")
        if person in INACTIVE and response.headers.get("Location") != led_to:
            wrong.append(f"{person} is led elsewhere than somebody who is not signed in")
    assert not wrong, "\n".join(wrong)


READERS = {*OWN_PEOPLE, *COUSINS} - {"administrator"}
"""Who may read what teams of the own board wrote."""


def test_every_route_stands_in_the_matrix() -> None:
    named = {pattern.name for _path, pattern in routes()}
    assert named == {row.route for row in MATRIX}
