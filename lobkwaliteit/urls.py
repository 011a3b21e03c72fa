"""Routes of the project: the app, signing in, the language switch, the read-only admin and pages for monitoring."""

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.webauthn import views as passkey
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path
from django.views.i18n import set_language

from assessments.admin import site
from assessments.views import entrance, errors, passwords, sso, watching, wellknown

urlpatterns = [
    path("", include("assessments.urls")),
    path(
        "inloggen/op-uitnodiging/", account.signup, name="account_signup"
    ),  # nobody signs up: it says how to come in
    path("inloggen/", entrance.sign_in, name="account_login"),
    path("inloggen/code/", entrance.ask_code, name="account_request_login_code"),
    path("inloggen/code/invullen/", entrance.enter_code, name="account_confirm_login_code"),
    path("inloggen/passkey/", passkey.login_webauthn, name="mfa_login_webauthn"),
    path("inloggen/tweede-stap/", second_factor.authenticate, name="mfa_authenticate"),
    path("inloggen/via/nieuw/", sso.arrive, name="socialaccount_signup"),
    path("inloggen/via/nieuw/code/", sso.arrive_with_code, name="socialaccount_signup_code"),
    path("inloggen/via/<slug:provider_id>/", sso.start, name="openid_connect_login"),
    path("inloggen/via/<slug:provider_id>/terug/", sso.back, name="openid_connect_callback"),
    path("inloggen/via/<slug:provider_id>/mislukt/", sso.failed, name="openid_connect_failed"),
    path("account/inlogdiensten/ontkoppelen/", sso.disconnect, name="socialaccount_connections"),
    path("uitloggen/", account.logout, name="account_logout"),
    path("wachtwoord/wijzigen/", passwords.change, name="account_change_password"),
    path("wachtwoord/instellen/", passwords.set_first, name="account_set_password"),
    path("wachtwoord/vergeten/", account.password_reset, name="account_reset_password"),
    path("wachtwoord/vergeten/verstuurd/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        # The key holds dashes too: the person's number is all before the first.
        r"^wachtwoord/kiezen/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        passwords.choose,
        name="account_reset_password_from_key",
    ),
    path(
        "wachtwoord/gekozen/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("account/niet-actief/", account.account_inactive, name="account_inactive"),
    path("account/bevestigen/", account.reauthenticate, name="account_reauthenticate"),
    path("account/bevestigen/tweede-stap/", second_factor.reauthenticate, name="mfa_reauthenticate"),
    path("account/bevestigen/passkey/", passkey.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("taal/", login_not_required(set_language), name="set_language"),
    path("favicon.ico", errors.favicon, name="favicon"),
    path("gezond/", watching.ready, name="ready"),
    path("gezond/leeft/", watching.alive, name="alive"),
    path(".well-known/security.txt", wellknown.security_txt, name="security-txt"),
    path("robots.txt", wellknown.robots_txt, name="robots-txt"),
    path("beheer/", site.urls),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
