"""Django's checks of a new password, saying in our own words what is wrong; the Dutch of Django has gaps."""

from __future__ import annotations

from django.contrib.auth import password_validation
from django.utils.translation import gettext as _


class Length(password_validation.MinimumLengthValidator):
    def get_error_message(self) -> str:
        return _("Dit wachtwoord is te kort. Neem minstens %(n)s tekens.") % {"n": self.min_length}


class Unlike(password_validation.UserAttributeSimilarityValidator):
    def get_error_message(self) -> str:
        return _("Dit wachtwoord lijkt te veel op je naam of e-mailadres.")


class Uncommon(password_validation.CommonPasswordValidator):
    def get_error_message(self) -> str:
        return _("Dit wachtwoord gebruiken veel mensen. Bedenk een ander.")


class NotDigitsOnly(password_validation.NumericPasswordValidator):
    def get_error_message(self) -> str:
        return _("Dit wachtwoord bestaat alleen uit cijfers. Voeg er letters aan toe.")
