"""How passwords are stored, and Django's checks of a new one in our own words; the Dutch of Django has gaps."""

from __future__ import annotations

from django.contrib.auth import password_validation
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.utils.translation import gettext as _


class Argon2(Argon2PasswordHasher):
    """Argon2 at the cost that OWASP gives first (46 MiB, one pass, one lane): 0.06 s of a core, measured.

    Django's own (100 MiB, two passes, eight lanes) takes 0.23 s: a school that signs in on a study day would wait.
    Guessing online is limited to a few times; this is against guessing in a copy of the database.
    """

    memory_cost = 47_104
    time_cost = 1
    parallelism = 1


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
