"""The numbers of a network in words: what each says, and what other clusters have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from hanse.hub.organisations.models import Organisation
from hanse.hub.organisations.queries.networks import OTHER, Benchmark, GroupNetwork

if TYPE_CHECKING:
    from hanse.evaluation.networks.mixing import TypePair
    from hanse.evaluation.networks.summary import Summary


@dataclass(frozen=True)
class Number:
    """One number: title, value, the median of clusters, its kind and a sentence."""

    id: str
    title: str
    value: float | None
    median: float | None
    kind: str
    """ "percent", "ratio" or "steps"."""
    sentence: str


def explain_numbers(
    found: GroupNetwork, summary: Summary, benchmark: Benchmark
) -> tuple[Number, ...]:
    """The numbers of the page in their order."""

    def number(id: str, title: str, kind: str, sentence: str) -> Number:
        return Number(
            id, title, getattr(summary, id), benchmark.medians.get(id), kind, sentence
        )  # fmt: skip

    return (
        number(
            "reach", _("Firms with a knowledge partner"), "percent",
            _("The share of firms that work with a research organisation of the cluster: the "
              "connectivity that matters most."),
        ),
        number(
            "cross_type_share", _("Ties across types"), "percent",
            _("The share of ties that join two different types, say a firm and a university."),
        ),
        number(
            "ei_index", _("E–I index by type"), "ratio",
            _("+1: all ties go to another type; −1: all stay within the own."),
        ),
        number(
            "density", _("Density"), "percent",
            _("Of all pairs of members, the share that work together. Larger clusters have lower "
              "ones."),
        ),
        number(
            "mean_partners", _("Partners a member"), "ratio",
            _("With how many other members one works on average."),
        ),
        number(
            "centralisation", _("Centralisation"), "ratio",
            _("1: all ties run to the same member; 0: all members have equally many."),
        ),
        number(
            "mean_path", _("Average path"), "ratio",
            _("Steps between two members who can reach each other through partners."),
        ),
        number(
            "largest_share", _("In the largest part"), "percent",
            _("The share of members who can all reach each other."),
        ),
        Number(
            "leaving_index", _("E–I index by cluster"), found.leaving_index, None, "ratio",
            _("+1: members work only with others outside; −1: only with each other."),
        ),
    )  # fmt: skip


def name_types(summary: Summary) -> list[tuple[TypePair, str, str]]:
    """The pairs of types with the titles of both, in the order of the summary."""
    titles = {str(kind): str(kind.label) for kind in Organisation.Kind} | {OTHER: _("Other")}
    return [(pair, titles[pair.first], titles[pair.second]) for pair in summary.mixing]
