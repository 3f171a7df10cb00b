"""Calls of the API: what to ask, and what comes back.

Written by `hanse manage write_client` from the OpenAPI document: don't edit.
"""

from __future__ import annotations

from typing import Literal

from hanse.client.models import (
    ChangePage,
    CooperationPage,
    Counts,
    FieldSet,
    KeyOwner,
    MembershipPage,
    OrganisationDetail,
    OrganisationPage,
    RatingPage,
    RuleSet,
    Run,
    Vocabulary,
    VocabularySummary,
)
from hanse.client.requests import Call, Values, build_call


def list_organisations(
    *,
    q: str | None = None,
    kind: Literal[
        "cluster-organisation",
        "company",
        "research-organisation",
        "public-body",
        "other-member",
        "partnership",
        "association",
        "support-body",
    ]
    | list[
        Literal[
            "cluster-organisation",
            "company",
            "research-organisation",
            "public-body",
            "other-member",
            "partnership",
            "association",
            "support-body",
        ]
    ]
    | None = None,
    country: str | list[str] | None = None,
    region: str | list[str] | None = None,
    ecosystem: str | list[str] | None = None,
    emerging_industry: str | list[str] | None = None,
    technology: str | list[str] | None = None,
    s3_priority: str | list[str] | None = None,
    label: str | list[str] | None = None,
    language: str | list[str] | None = None,
    size: str | list[str] | None = None,
    cooperation: Literal["yes"] | list[Literal["yes"]] | None = None,
    social_economy: Literal["yes"] | list[Literal["yes"]] | None = None,
    support_service: str | list[str] | None = None,
    box: str | None = None,
    sort: Literal["", "relevance", "name", "new", "current", "members"] | None = None,
    limit: int | None = None,
    cursor: str | None = None,
) -> Call[OrganisationPage]:
    """Find organisations.

    Listed organisations with their public fields; filters and order are those of the pages.

    Pages by name, new, current and members are stable while the registry changes: what stays
    where it is comes exactly once. The order by relevance may shift with a change.

    Parameters
    ----------
    q : words, in any spelling or script
    kind : kind of organisation
    country : ISO 3166-1 alpha-2, and XK
    region : NUTS 2021, any level
    ecosystem : industrial ecosystem
    emerging_industry : emerging industry
    technology : technology
    s3_priority : smart specialisation priority
    label : label, with .valid or .expired
    language : working language
    size : size class
    cooperation : interested in cooperation
    social_economy : of the social economy
    support_service : support service
    box : west,south,east,north in degrees
    sort : relevance with `q`, else name, where nothing is said
    limit : how many at most
    cursor : next_cursor of the page before
    """
    query: Values = {
        "q": q,
        "kind": kind,
        "country": country,
        "region": region,
        "ecosystem": ecosystem,
        "emerging_industry": emerging_industry,
        "technology": technology,
        "s3_priority": s3_priority,
        "label": label,
        "language": language,
        "size": size,
        "cooperation": cooperation,
        "social_economy": social_economy,
        "support_service": support_service,
        "box": box,
        "sort": sort,
        "limit": limit,
        "cursor": cursor,
    }
    return build_call("/organisations", [], query)


def count_organisations(
    *,
    q: str | None = None,
    kind: Literal[
        "cluster-organisation",
        "company",
        "research-organisation",
        "public-body",
        "other-member",
        "partnership",
        "association",
        "support-body",
    ]
    | list[
        Literal[
            "cluster-organisation",
            "company",
            "research-organisation",
            "public-body",
            "other-member",
            "partnership",
            "association",
            "support-body",
        ]
    ]
    | None = None,
    country: str | list[str] | None = None,
    region: str | list[str] | None = None,
    ecosystem: str | list[str] | None = None,
    emerging_industry: str | list[str] | None = None,
    technology: str | list[str] | None = None,
    s3_priority: str | list[str] | None = None,
    label: str | list[str] | None = None,
    language: str | list[str] | None = None,
    size: str | list[str] | None = None,
    cooperation: Literal["yes"] | list[Literal["yes"]] | None = None,
    social_economy: Literal["yes"] | list[Literal["yes"]] | None = None,
    support_service: str | list[str] | None = None,
    box: str | None = None,
) -> Call[Counts]:
    """Count organisations.

    How many organisations fit, and how many have each value of each facet.

    A facet counts what the other filters leave: what one would get by choosing the value.

    Parameters
    ----------
    q : words, in any spelling or script
    kind : kind of organisation
    country : ISO 3166-1 alpha-2, and XK
    region : NUTS 2021, any level
    ecosystem : industrial ecosystem
    emerging_industry : emerging industry
    technology : technology
    s3_priority : smart specialisation priority
    label : label, with .valid or .expired
    language : working language
    size : size class
    cooperation : interested in cooperation
    social_economy : of the social economy
    support_service : support service
    box : west,south,east,north in degrees
    """
    query: Values = {
        "q": q,
        "kind": kind,
        "country": country,
        "region": region,
        "ecosystem": ecosystem,
        "emerging_industry": emerging_industry,
        "technology": technology,
        "s3_priority": s3_priority,
        "label": label,
        "language": language,
        "size": size,
        "cooperation": cooperation,
        "social_economy": social_economy,
        "support_service": support_service,
        "box": box,
    }
    return build_call("/counts", [], query)


def get_organisation(
    key: str,
) -> Call[OrganisationDetail]:
    """One organisation.

    One profile with the origin of each value.

    With a key of the scope `read-own` it holds what its owner's seat opens, and drafts of their
    own organisations too. The ETag is what a change names in `If-Match`.
    """
    query: Values = {}
    return build_call("/organisations/{key}", [key], query)


def list_memberships(
    *,
    group: str | None = None,
    member: str | None = None,
    limit: int | None = None,
    cursor: str | None = None,
) -> Call[MembershipPage]:
    """Memberships.

    Present memberships that both sides have confirmed, of organisations that are listed.

    Parameters
    ----------
    group : key of the group
    member : key of the member
    limit : how many at most
    cursor : next_cursor of the page before
    """
    query: Values = {"group": group, "member": member, "limit": limit, "cursor": cursor}
    return build_call("/memberships", [], query)


def list_members(
    key: str,
    *,
    limit: int | None = None,
    cursor: str | None = None,
) -> Call[MembershipPage]:
    """Members of a group.

    The memberships of one group.

    Parameters
    ----------
    limit : how many at most
    cursor : next_cursor of the page before
    """
    query: Values = {"limit": limit, "cursor": cursor}
    return build_call("/organisations/{key}/members", [key], query)


def list_groups(
    key: str,
    *,
    limit: int | None = None,
    cursor: str | None = None,
) -> Call[MembershipPage]:
    """Groups of an organisation.

    The clusters, partnerships and associations that an organisation belongs to.

    Parameters
    ----------
    limit : how many at most
    cursor : next_cursor of the page before
    """
    query: Values = {"limit": limit, "cursor": cursor}
    return build_call("/organisations/{key}/groups", [key], query)


def list_cooperation(
    *,
    organisation: str | None = None,
    limit: int | None = None,
    cursor: str | None = None,
) -> Call[CooperationPage]:
    """Cooperation.

    Present cooperation that both sides have confirmed.

    Parameters
    ----------
    organisation : key of one of the two
    limit : how many at most
    cursor : next_cursor of the page before
    """
    query: Values = {"organisation": organisation, "limit": limit, "cursor": cursor}
    return build_call("/cooperation", [], query)


def list_changes(
    *,
    after: int | None = None,
    limit: int | None = None,
    records: bool | None = None,
) -> Call[ChangePage]:
    """What changed, in order.

    Follow the registry: keep `last` and ask for what is `after` it, as often as you like.

    Numbers grow in the order in which changes became visible; who has read up to a number has
    missed nothing. The feed says that a profile changed, not how: read it, or ask for `records`.

    Parameters
    ----------
    after : `last` of the page before; 0 begins at the start
    limit : how many at most
    records : with the present public profile of each
    """
    query: Values = {"after": after, "limit": limit, "records": records}
    return build_call("/changes", [], query)


def list_all_vocabularies() -> Call[list[VocabularySummary]]:
    """Vocabularies.

    Every list that values are chosen from.
    """
    query: Values = {}
    return build_call("/vocabularies", [], query)


def get_one_vocabulary(
    id: str,
) -> Call[Vocabulary]:
    """One vocabulary.

    A list with its terms.
    """
    query: Values = {}
    return build_call("/vocabularies/{id}", [id], query)


def list_all_field_sets() -> Call[list[FieldSet]]:
    """Field sets.

    Every field set in every version.
    """
    query: Values = {}
    return build_call("/field-sets", [], query)


def get_one_field_set(
    name: str,
) -> Call[FieldSet]:
    """One field set.

    The fields of profiles of one kind in one group of countries: `company.any@1`.
    """
    query: Values = {}
    return build_call("/field-sets/{name}", [name], query)


def list_all_rule_sets() -> Call[list[RuleSet]]:
    """Listing criteria.

    Every programme's criteria in every version.
    """
    query: Values = {}
    return build_call("/rule-sets", [], query)


def get_one_rule_set(
    name: str,
) -> Call[RuleSet]:
    """One set of listing criteria.

    The criteria called `id@version`.
    """
    query: Values = {}
    return build_call("/rule-sets/{name}", [name], query)


def list_all_runs() -> Call[list[Run]]:
    """Rated results.

    Every published run: which figures, which method, which parameters.
    """
    query: Values = {}
    return build_call("/runs", [], query)


def get_one_run(
    id: str,
) -> Call[Run]:
    """One rated result.

    One run; its whole content is a Parquet file on its page.
    """
    query: Values = {}
    return build_call("/runs/{id}", [id], query)


def list_ratings(
    id: str,
    *,
    region: str | None = None,
    group: str | None = None,
    period: str | None = None,
    at_least: int | None = None,
    limit: int | None = None,
    cursor: str | None = None,
) -> Call[RatingPage]:
    """Statistical clusters.

    Region x industry group x period with figures, rating, and how sure it is.

    Parameters
    ----------
    region : code of the region
    group : id of the industry group
    period : period
    at_least : lowest rating, 0 for all
    limit : how many at most
    cursor : next_cursor of the page before
    """
    query: Values = {
        "region": region,
        "group": group,
        "period": period,
        "at_least": at_least,
        "limit": limit,
        "cursor": cursor,
    }
    return build_call("/runs/{id}/ratings", [id], query)


def get_me() -> Call[KeyOwner]:
    """This key.

    The scopes of the key, and the organisations in which its owner has a seat.
    """
    query: Values = {}
    return build_call("/me", [], query)
