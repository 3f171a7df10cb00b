"""Shapes of what the API answers.

Written by `hanse manage write_client` from the OpenAPI document: don't edit.
"""

from __future__ import annotations

from hanse.client.models.changes import Change, ChangePage
from hanse.client.models.fields_vocabularies_criteria import (
    Criterion,
    FieldDefinition,
    FieldSet,
    RuleSet,
    Term,
    Vocabulary,
    VocabularySummary,
    Waiver,
)
from hanse.client.models.key import KeyOwner, Seat
from hanse.client.models.memberships_and_cooperation import (
    Cooperation,
    CooperationPage,
    Membership,
    MembershipPage,
    Reference,
)
from hanse.client.models.observatory import Rating, RatingPage, Run
from hanse.client.models.organisations import (
    Count,
    Counts,
    Identifier,
    Label,
    Organisation,
    OrganisationDetail,
    OrganisationIn,
    OrganisationPage,
    OrganisationPatch,
    Stamp,
)

__all__ = [
    "Change",
    "ChangePage",
    "Cooperation",
    "CooperationPage",
    "Count",
    "Counts",
    "Criterion",
    "FieldDefinition",
    "FieldSet",
    "Identifier",
    "KeyOwner",
    "Label",
    "Membership",
    "MembershipPage",
    "Organisation",
    "OrganisationDetail",
    "OrganisationIn",
    "OrganisationPage",
    "OrganisationPatch",
    "Rating",
    "RatingPage",
    "Reference",
    "RuleSet",
    "Run",
    "Seat",
    "Stamp",
    "Term",
    "Vocabulary",
    "VocabularySummary",
    "Waiver",
]
