"""A form that shows every kind of field, for the developers' page of components."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import HTML, Div, Fieldset, Layout
from django import forms
from django.utils.html import format_html

from .ground import PageForm


class SampleForm(PageForm):
    title = forms.CharField(
        label="Titel", help_text="Zo herkennen mensen de meting, bijvoorbeeld: LOB najaar 2026."
    )
    starts_on = forms.DateField(label="Eerste dag", widget=forms.DateInput(attrs={"type": "date"}))
    ends_on = forms.DateField(label="Laatste dag", widget=forms.DateInput(attrs={"type": "date"}))
    card = forms.ChoiceField(label="Kaart", choices=[("1", "Kwaliteitskaart LOB")])
    way = forms.ChoiceField(
        label="Werkwijze",
        widget=forms.RadioSelect,
        choices=[("together", "Samen: één formulier per team"), ("apart", "Eerst ieder voor zich")],
    )
    teams = forms.MultipleChoiceField(
        label="Teams",
        widget=forms.CheckboxSelectMultiple,
        help_text="Kies de teams die meedoen.",
        choices=[
            (str(n), name)
            for n, name in enumerate(["Brugklas", "Onderbouw mavo", "Mavo 3-4", "Havo 4-5", "Vwo 4-6"])
        ],
    )
    note = forms.CharField(label="Toelichting", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    trial = forms.BooleanField(label="Dit is een proefmeting", required=False)
    school = forms.CharField(label="School", disabled=True, required=False, initial="Duinmark College")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        save = format_html(
            '<div class="form-actions"><button class="btn" type="button">{}</button></div>',
            "Meting plannen",
        )
        self.helper.layout = Layout(
            "title",
            Div("starts_on", "ends_on", css_class="pair"),
            "card",
            "way",
            "teams",
            Fieldset("Meer", "note", "trial", "school"),
            HTML(save),
        )
