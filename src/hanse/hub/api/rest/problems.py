"""Errors as problem details (RFC 9457): one shape for all, with the fields that are wrong."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from hanse.hub.foundation.permissions import RefusedError
from hanse.vocabulary import HanseError

MEDIA_TYPE = "application/problem+json"


class FieldProblem(Schema):
    """What is wrong with one value, and how to mend it."""

    field: str = Field(description="where: the name of a parameter, or the path in the body")
    what: str = Field(description="what is wrong")
    mend: str = Field(default="", description="how to put it right, where that is known")


class Problem(Schema):
    """Problem details (RFC 9457)."""

    type: str = Field(default="about:blank", description="always about:blank: status says it")
    title: str = Field(description="what the status means")
    status: int = Field(description="the status once more")
    detail: str = Field(default="", description="what went wrong this time")
    errors: list[FieldProblem] = Field(default_factory=list, description="each wrong value")


class ProblemError(Exception):
    """An answer of its own kind: 409, 412, 428 and the like."""

    def __init__(self, status: int, detail: str, *, errors: list[FieldProblem] | None = None):
        super().__init__(detail)
        self.status, self.detail, self.errors = status, detail, errors or []


def answer_problem(
    status: int, detail: str = "", *, errors: list[FieldProblem] | None = None
) -> HttpResponse:
    """The answer to a request that failed."""
    problem = Problem(
        title=HTTPStatus(status).phrase, status=status, detail=detail, errors=errors or []
    )
    response = HttpResponse(
        json.dumps(problem.model_dump(), ensure_ascii=False), status=status, content_type=MEDIA_TYPE
    )
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = 'Bearer realm="hanse"'
    return response


def _name_place(place: tuple[str | int, ...]) -> str:
    """("body", "values", "name") -> "values.name"."""
    known = place[1:] if place and place[0] in ("body", "query", "path", "header") else place
    shown = [str(part) for part in known if part != "filters"]
    if place and place[0] == "body" and len(shown) > 1:
        shown = shown[1:]  # the argument's own name
    return ".".join(shown)


def list_field_problems(errors: list[dict[str, Any]]) -> list[FieldProblem]:
    """What the validation found, each beside its field."""
    return [
        FieldProblem(field=_name_place(tuple(error["loc"])), what=error["msg"]) for error in errors
    ]


def describe_input_error(error: HanseError) -> list[FieldProblem]:
    """An InputError of an action; empty where it names no field."""
    if not error.field:
        return []
    return [FieldProblem(field=error.field, what=error.what, mend=error.mend or "")]


def answer_exception(error: Exception) -> HttpResponse | None:
    """The problem that an error is to the asker; None where it is our own fault."""
    match error:
        case ProblemError():
            return answer_problem(error.status, error.detail, errors=error.errors)
        case Http404():
            return answer_problem(404, str(error))
        case RefusedError():
            detail = _("This key does not hold the right “%s”.") % error.right.title
            return answer_problem(403, detail)
        case HanseError():
            detail = f"{error.what} {error.mend or ''}".strip()
            return answer_problem(422, detail, errors=describe_input_error(error))
        case ValidationError():
            detail = _("Please look at the fields named in errors.")
            return answer_problem(422, detail, errors=list_field_problems(error.errors))
        case AuthenticationError():
            detail = _("This address needs a key: Authorization: Bearer hanse_…")
            return answer_problem(401, detail)
        case HttpError():
            return answer_problem(error.status_code, str(error))
    return None
