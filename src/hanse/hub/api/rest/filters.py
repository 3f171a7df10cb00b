"""The filters of the registry: those of the pages, under the same names and read by them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Schema

from hanse.hub.api.rest.schemas import Kind
from hanse.hub.organisations.search.query import MOST_VALUES, Query, read_query

_Id = Annotated[str, Field(max_length=60, pattern=r"^[\w.+-]+$")]
_Number = r"-?\d{1,3}(\.\d+)?"


def _choices(text: str) -> Any:
    return Field(default_factory=list, max_length=MOST_VALUES, description=text)


class Filters(Schema):
    """Values of one filter are alternatives; filters narrow each other."""

    q: str = Field(
        "", max_length=200, pattern=r"^[^\x00]*$", description="words, in any spelling or script"
    )
    kind: list[Kind] = _choices("kind of organisation")
    country: list[Annotated[str, Field(pattern=r"^[A-Z]{2}$")]] = _choices(
        "ISO 3166-1 alpha-2, and XK"
    )
    region: list[Annotated[str, Field(pattern=r"^[A-Z]{2}[A-Z0-9]{0,3}$")]] = _choices(
        "NUTS 2021, any level"
    )
    ecosystem: list[_Id] = _choices("industrial ecosystem")
    emerging_industry: list[_Id] = _choices("emerging industry")
    technology: list[_Id] = _choices("technology")
    s3_priority: list[_Id] = _choices("smart specialisation priority")
    label: list[_Id] = _choices("label, with .valid or .expired")
    language: list[_Id] = _choices("working language")
    size: list[_Id] = _choices("size class")
    cooperation: list[Literal["yes"]] = _choices("interested in cooperation")
    social_economy: list[Literal["yes"]] = _choices("of the social economy")
    support_service: list[_Id] = _choices("support service")
    box: str = Field(
        "",
        pattern=rf"^({_Number}(,{_Number}){{3}})?$",
        description="west,south,east,north in degrees",
    )


def read_filters(request: HttpRequest) -> Query:
    """The query of the address, by the reader that the pages have."""
    return read_query(request.GET)
