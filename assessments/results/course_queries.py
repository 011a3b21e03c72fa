"""Reading a course: of hundreds of teams no more than their marks. Two queries."""

from __future__ import annotations

from django.db.models import QuerySet

from assessments.models import Assessment, Card, Round

from .course import Course, Stand
from .rows import chosen_in, round_info

PATHS = ("team", "school", "round", "marks", "team_name", "confirmed_at", "chosen")


def load_course(rounds: QuerySet[Round], assessments: QuerySet[Assessment], family_of: Card) -> Course:
    """The opened real ones of these rounds on a family of cards, and those of the assessments that are in them."""
    family = Round.objects.real().started().of_family(family_of.owner_id, family_of.key)
    found = sorted(family.filter(pk__in=rounds.values("pk")), key=lambda one: (one.starts_on, one.pk))
    stands = assessments.filter(round__in=[one.pk for one in found]).order_by("team__sort_name", "pk")
    stands = stands.annotate(chosen=chosen_in("pk"))
    return Course(
        rounds={one.pk: round_info(one) for one in found},
        cards_of={one.pk: one.card_id for one in found},
        stands=[Stand(*values) for values in stands.values_list(*PATHS)],
    )
