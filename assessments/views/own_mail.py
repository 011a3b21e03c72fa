"""Which mail one gets: by account on a page of “Mijn gegevens”, without one by the link at the foot of a mail."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from assessments.access.guards import open_to_all, signed_in, user_of
from assessments.forms.own import MailForm
from assessments.services import mail_choices

from .own_data import crumbs

AGAIN = "toch-wel"


@signed_in
def own_mail(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    kinds, off = mail_choices.kinds_for(user), mail_choices.kinds_off(user)
    form = MailForm(request.POST if request.method == "POST" else None, kinds=kinds, off=off)
    if form.is_valid():
        mail_choices.choose(user=user, among=kinds, wanted=form.wanted())
        messages.success(request, _("Je keuze is opgeslagen."))
        return redirect("own-mail")
    return render(request, "own/mail.html", {"form": form, "breadcrumbs": crumbs(_("Mail"))})


@open_to_all
def mail_off(request: HttpRequest, token: str) -> HttpResponse:
    """No more reminders, for who takes part by a personal link: asked first, because programs for mail open links too.

    The key in the address leads to no answers, and nowhere any more once answering is closed.
    """
    uid = mail_choices.of_stop_link(token)
    if uid is None:
        raise Http404
    participation = mail_choices.taking_part(uid)
    if participation is None:
        return render(request, "joining/mail_over.html", status=410)
    if request.method == "POST":
        wanted = request.POST.get("stap") == AGAIN
        mail_choices.choose_reminders(participation=participation, wanted=wanted)
        if wanted:
            messages.success(request, _("Je krijgt weer herinneringen."))
        return redirect("mail-off", token)
    context = {
        "assessment": participation.assessment,
        "is_off": participation.no_reminders,
        "again": AGAIN,
        "from_mail": True,
    }
    return render(request, "joining/mail_off.html", context)
