"""Every route, in the order of the flow. Each view states its rule (see `access.guards`)."""

from django.urls import path

from assessments.views import (
    accepting,
    allowed_providers,
    audit,
    cards,
    confirmation,
    confirming,
    developers,
    factors,
    home,
    inviting,
    memberships,
    mergers,
    organisation,
    own_address,
    own_data,
    people,
    post,
    privacy,
    removal,
    reports,
    results,
    retention,
    rounds,
    schools,
    scoring,
    security,
    teams,
)

urlpatterns = [
    path("", home.home, name="home"),
    # the card
    path("kaarten/", cards.card_list, name="card-list"),
    path("kaarten/<uuid:uid>/", cards.card_detail, name="card-detail"),
    # rounds
    path("metingen/", rounds.round_list, name="round-list"),
    path("metingen/nieuw/", rounds.round_plan, name="round-plan"),
    path("metingen/<uuid:uid>/", rounds.round_detail, name="round-detail"),
    path("metingen/<uuid:uid>/wijzigen/", rounds.round_change, name="round-change"),
    path("metingen/<uuid:uid>/openen/", rounds.round_open, name="round-open"),
    path("metingen/<uuid:uid>/sluiten/", rounds.round_close, name="round-close"),
    path("metingen/<uuid:uid>/weggooien/", rounds.round_discard, name="round-discard"),
    # scoring
    path("zelfevaluaties/<uuid:uid>/", scoring.start, name="scoring-start"),
    path("zelfevaluaties/<uuid:uid>/criteria/<slug:code>/", scoring.criterion, name="scoring-criterion"),
    path("zelfevaluaties/<uuid:uid>/vaststellen/", confirming.confirm, name="scoring-confirm"),
    path("zelfevaluaties/<uuid:uid>/heropenen/", confirming.reopen, name="scoring-reopen"),
    # results
    path("resultaten/", results.overview, name="results"),
    path("resultaten/teams/<uuid:uid>/", results.team, name="team-result"),
    path("resultaten/scholen/<uuid:uid>/", results.school_latest, name="school-latest"),
    path("resultaten/scholen/<uuid:uid>/<uuid:round_uid>/", results.school, name="school-result"),
    path(
        "resultaten/scholen/<uuid:uid>/<uuid:round_uid>/<slug:code>/",
        results.school_criterion,
        name="school-criterion",
    ),
    # organisation: schools and teams
    path("organisatie/", organisation.overview, name="organisation"),
    path(
        "organisatie/besturen/<uuid:uid>/scholen/nieuw/",
        organisation.school_add,
        name="organisation-school-add",
    ),
    path("organisatie/scholen/<uuid:uid>/", schools.detail, name="schools-detail"),
    path("organisatie/scholen/<uuid:uid>/wijzigen/", schools.change, name="schools-change"),
    path("organisatie/scholen/<uuid:uid>/opheffen/", schools.close, name="schools-close"),
    path("organisatie/scholen/<uuid:uid>/heropenen/", schools.reopen, name="schools-reopen"),
    path("organisatie/scholen/<uuid:uid>/samenvoegen/", mergers.merge_school, name="schools-merge"),
    path("organisatie/scholen/<uuid:uid>/teams/nieuw/", teams.add, name="schools-teams-add"),
    path(
        "organisatie/scholen/<uuid:uid>/teams/samenvoegen/", mergers.merge_teams, name="schools-teams-merge"
    ),
    path("organisatie/teams/<uuid:uid>/", teams.detail, name="teams-detail"),
    path("organisatie/teams/<uuid:uid>/wijzigen/", teams.change, name="teams-change"),
    path("organisatie/teams/<uuid:uid>/verplaatsen/", teams.move, name="teams-move"),
    path("organisatie/teams/<uuid:uid>/opheffen/", teams.close, name="teams-close"),
    path("organisatie/teams/<uuid:uid>/heropenen/", teams.reopen, name="teams-reopen"),
    # organisation: people and invitations
    path("mensen/", people.people_list, name="people-list"),
    path("mensen/uitnodigen/", inviting.people_invite, name="people-invite"),
    path("mensen/uitnodigingen/", inviting.people_invitations, name="people-invitations"),
    path("mensen/<uuid:uid>/", people.person_detail, name="person-detail"),
    path("mensen/<uuid:uid>/verwijderen/", removal.person_remove, name="person-remove"),
    path("mensen/<uuid:uid>/rol-geven/", people.person_give, name="person-give"),
    path("mensen/rollen/<uuid:uid>/beeindigen/", memberships.membership_end, name="membership-end"),
    path("mensen/rollen/<uuid:uid>/vervangen/", memberships.membership_replace, name="membership-replace"),
    path("mensen/uitnodigingen/<uuid:uid>/opnieuw/", inviting.invitation_resend, name="invitation-resend"),
    path(
        "mensen/uitnodigingen/<uuid:uid>/intrekken/",
        inviting.invitation_withdraw,
        name="invitation-withdraw",
    ),
    path("uitnodiging/", accepting.invitation_offer, name="invitation-offer"),
    path("uitnodiging/<str:token>/", accepting.invitation_link, name="invitation-link"),
    # organisation: import
    # organisation: settings, audit log
    path("logboek/", audit.audit_log, name="audit-log"),
    path("logboek/<uuid:uid>/", audit.audit_board, name="audit-board"),
    path("logboek/<uuid:uid>/logboek.csv", audit.audit_export, name="audit-export"),
    path("organisatie/bewaren/<uuid:uid>/", retention.settings, name="retention-settings"),
    path(
        "organisatie/inlogdiensten/<uuid:uid>/",
        allowed_providers.allowed_providers,
        name="organisation-providers",
    ),
    # one's own account and data, privacy
    path("privacy/", privacy.privacy, name="privacy"),
    path("mijn-gegevens/", own_data.own_data, name="own-data"),
    path("mijn-gegevens/mijn-gegevens.json", own_data.own_download, name="own-download"),
    path("mijn-gegevens/wijzigen/", own_data.own_change, name="own-change"),
    path("mijn-gegevens/e-mailadres/", own_address.own_email, name="own-email"),
    path("mijn-gegevens/e-mailadres/code/", own_address.own_email_code, name="own-email-code"),
    path("mijn-gegevens/verwijderen/", own_data.own_remove, name="own-remove"),
    path("account/beveiliging/", security.overview, name="security"),
    path("account/beveiliging/apparaten/", security.end_devices, name="security-devices-end"),
    path("account/beveiliging/tweede-stap/", security.set_up_second_factor, name="security-second-factor"),
    path("account/beveiliging/app/", factors.add_app, name="security-app-add"),
    path("account/beveiliging/app/verwijderen/", factors.remove_app, name="security-app-remove"),
    path("account/beveiliging/herstelcodes/", factors.codes, name="security-codes"),
    path("account/beveiliging/herstelcodes/bestand/", factors.codes_file, name="security-codes-file"),
    path("account/beveiliging/passkeys/nieuw/", factors.add_passkey, name="passkey-add"),
    path("account/beveiliging/passkeys/<uuid:uid>/wijzigen/", factors.change_passkey, name="passkey-change"),
    path(
        "account/beveiliging/passkeys/<uuid:uid>/verwijderen/", factors.remove_passkey, name="passkey-remove"
    ),
    path("account/bevestigen/code/", confirmation.by_mail, name="security-confirm"),
    # reports
    path("rapporten/teams/<uuid:uid>.pdf", reports.team_pdf, name="team-report"),
    path("rapporten/scholen/<uuid:uid>/<uuid:round_uid>.pdf", reports.school_pdf, name="school-report"),
    # for developers: mail that was written to files, every component on one page
    path("post/", post.overview, name="post"),
    path("post/<slug:name>/", post.letter_html, name="post-html"),
    path("onderdelen/", developers.components, name="components"),
]
