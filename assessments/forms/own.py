"""What somebody corrects about themselves, and the last question before they go."""

from __future__ import annotations

from collections.abc import Collection

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.enums import MailKind
from assessments.services.own_account import NO_NAME

from .ground import PageForm


class OwnDetailsForm(PageForm):
    name = forms.CharField(
        label=_("Naam"),
        max_length=120,
        help_text=_("Zoals collega’s je kennen."),
        error_messages={
            "required": NO_NAME,
            "max_length": _("Je naam is langer dan 120 tekens. Kort hem in."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(
        label=_("Taal"),
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect,
        help_text=_("Voor de mail die je krijgt, en voor de pagina’s in deze browser."),
        error_messages={"required": _("Kies een taal."), "invalid_choice": _("Kies een taal uit de lijst.")},
    )


class AddressForm(PageForm):
    email = forms.EmailField(
        label=_("Nieuw e-mailadres"),
        help_text=_("We sturen er een code naartoe. Pas als je die invult, verandert er iets."),
        error_messages=dict.fromkeys(
            ("required", "invalid", "max_length"), _("Vul een e-mailadres in, zoals naam@school.nl.")
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


MAIL_WORDS: dict[MailKind, tuple[Promise, Promise]] = {
    MailKind.ANSWERING: (
        _("Als je gevraagd wordt om in te vullen"),
        _("Eén keer per meting, als je LOB-coördinator het je vraagt. Op Vandaag zie je het ook."),
    ),
    MailKind.REMINDER: (
        _("Een herinnering als je nog niet bent begonnen"),
        _("Als je LOB-coördinator je herinnert, en drie dagen voordat het invullen sluit."),
    ),
    MailKind.TALK: (
        _("Als het gesprek van je team kan beginnen"),
        _("De ochtend nadat het invullen vanzelf is gesloten."),
    ),
    MailKind.ACTION: (
        _("Als iemand jou een actie geeft"),
        _("Eén keer per actie, met wat je doet en wanneer het klaar is."),
    ),
    MailKind.DIGEST: (
        _("Het overzicht van de week"),
        _(
            "Op maandagochtend, als er een meting loopt of acties aandacht vragen: hoe ver je teams zijn, wat te laat "
            "is en wat je nu kunt doen."
        ),
    ),
}
"""Each kind of mail that can be switched off, and when it comes."""


class MailForm(PageForm):
    """A checkbox per kind of mail that somebody can choose about; checked is wanted."""

    def __init__(
        self, sent: QueryDict | None, *, kinds: Collection[MailKind], off: Collection[MailKind]
    ) -> None:
        super().__init__(sent)
        self.kinds = kinds
        for kind in kinds:
            label, when = MAIL_WORDS[kind]
            self.fields[kind.value] = forms.BooleanField(
                label=str(label), help_text=str(when), required=False, initial=kind not in off
            )

    def wanted(self) -> list[MailKind]:
        return [kind for kind in self.kinds if self.cleaned_data[kind.value]]


class RemoveForm(PageForm):
    sure = forms.BooleanField(
        label=_("Ik weet dat dit niet terug te draaien is."),
        error_messages={"required": _("Zet een vinkje om te laten zien dat je dit weet.")},
    )
