"""The facets: what the search counts by, and how each value is called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, kw_only=True)
class Facet:
    """One way to narrow a search."""

    id: str
    title: StrOrPromise
    vocabulary: str | None = None
    """Where the names of its values come from; None: they are written here or in the tables."""
    is_ordered: bool = False
    """Values stand in the order of the vocabulary instead of by how many have them."""


_LIST = (
    Facet(id="kind", title=_("Type")),
    Facet(id="country", title=_("Country"), vocabulary="countries"),
    Facet(id="region", title=_("Region (NUTS)"), vocabulary="regions"),
    Facet(id="ecosystem", title=_("Industrial ecosystem"), vocabulary="ecosystems"),
    Facet(id="emerging_industry", title=_("Emerging industry"), vocabulary="emerging-industries"),
    Facet(id="technology", title=_("Technology"), vocabulary="technologies"),
    Facet(id="s3_priority", title=_("Smart specialisation priority"), vocabulary="s3-priorities"),
    Facet(id="label", title=_("Label")),
    Facet(id="language", title=_("Working language"), vocabulary="languages"),
    Facet(id="size", title=_("Size"), vocabulary="size-classes", is_ordered=True),
    Facet(id="cooperation", title=_("Cooperation")),
    Facet(id="social_economy", title=_("Social economy")),
    Facet(id="support_service", title=_("Support service"), vocabulary="support-services"),
)
FACETS = {facet.id: facet for facet in _LIST}
YES_TITLES = {
    "cooperation": _("Interested in cooperation"),
    "social_economy": _("Social-economy cluster"),
}
"""What the only value of a yes-no facet is called."""
LABEL_STATES = {"valid": _("valid"), "expired": _("expired")}
