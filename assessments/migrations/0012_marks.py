"""What stands for each indicator of a confirmed assessment, in one text: for what was confirmed before it existed."""

from itertools import islice

from django.db import migrations, models

AT_ONCE = 500
LEVELS = [f"level_{number}" for number in range(1, 8)]


def _median_mark(people):
    levels = [level for level, count in enumerate(people, start=1) for _ in range(count)]
    halves = levels[(len(levels) - 1) // 2] + levels[len(levels) // 2]
    return chr(ord("a") + halves - 2)


def _mark(choice, level, people, min_group):
    if choice == "niveau":
        return str(level)
    if choice == "weet-niet":
        return "?"
    if choice == "nvt":
        return "-"
    if people and sum(people) >= min_group:
        return _median_mark(people)
    return "."


def fill(apps, schema_editor):
    Assessment = apps.get_model("assessments", "Assessment")
    Indicator = apps.get_model("assessments", "Indicator")
    TeamScore = apps.get_model("assessments", "TeamScore")
    Tally = apps.get_model("assessments", "Tally")
    of_card = {}
    for card, pk in Indicator.objects.order_by(
        "card", "criterion__theme__position", "criterion__position", "position"
    ).values_list("card", "pk"):
        of_card.setdefault(card, []).append(pk)
    found = Assessment.objects.filter(confirmed_at__isnull=False).order_by("pk")
    confirmed = found.values_list("pk", "round__card", "min_group").iterator()
    while batch := list(islice(confirmed, AT_ONCE)):
        pks = [pk for pk, _, _ in batch]
        agreed, people = {}, {}
        for pk, indicator, choice, level in TeamScore.objects.filter(assessment__in=pks).values_list(
            "assessment", "indicator", "choice", "level"
        ):
            agreed[pk, indicator] = (choice, level)
        shown = Tally.objects.filter(
            assessment__in=pks, least_group__gte=models.F("assessment__min_group")
        )
        for pk, indicator, *counts in shown.values_list("assessment", "indicator", *LEVELS):
            people[pk, indicator] = counts
        Assessment.objects.bulk_update(
            [
                Assessment(
                    pk=pk,
                    marks="".join(
                        _mark(
                            *agreed.get((pk, indicator), ("", None)),
                            people.get((pk, indicator), ()),
                            min_group,
                        )
                        for indicator in of_card[card]
                    ),
                )
                for pk, card, min_group in batch
            ],
            ["marks"],
        )


class Migration(migrations.Migration):
    dependencies = [("assessments", "0011_numbers_that_stay_away")]

    operations = [
        migrations.AddField(
            model_name="assessment",
            name="marks",
            field=models.TextField(blank=True, default="", editable=False),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
