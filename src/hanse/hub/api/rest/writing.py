"""Addresses: what a key with the scope `write-own` changes, beside the reading of the same."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Body

from hanse.hub.api.actions.writing import RevisionError, create_by_key, patch_by_key
from hanse.hub.api.models import ApiKey
from hanse.hub.api.queries.records import find_readable
from hanse.hub.api.rest import schemas
from hanse.hub.api.rest.access import Key, require_scope
from hanse.hub.api.rest.organisations import answer_organisation, router
from hanse.hub.api.rest.problems import FieldProblem, ProblemError

_ETAG = re.compile(r'(?:W/)?"(\d{1,9})\.[0-9a-f]{16}"')
_IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "required": False,
    "description": "the ETag of the profile as you read it; without one the answer is 428",
    "schema": {"type": "string"},
}


@router.post(
    "/organisations",
    auth=Key(),
    response={201: schemas.OrganisationDetail},
    summary="Create an organisation",
    openapi_extra={"x-problems": {}},
)
def create_organisation(
    request: HttpRequest,
    organisation: schemas.OrganisationIn = Body(...),  # noqa: B008
) -> HttpResponse:
    """A draft of which the key's owner is the first owner; it is submitted on its page."""
    key = require_scope(request, ApiKey.Scope.WRITE_OWN)
    values, visibility = organisation.values, organisation.visibility
    _require_plain(values)
    try:
        made = create_by_key(key, values, kind=organisation.kind, visibility=visibility)
    except ValidationError as error:
        raise _refuse(error) from error
    response = answer_organisation(request, _reread(key, made.key), status=201)
    response["Location"] = request.build_absolute_uri(f"{request.path}/{made.key}")
    return response


@router.patch(
    "/organisations/{key}",
    auth=Key(),
    response=schemas.OrganisationDetail,
    summary="Change an organisation",
    openapi_extra={
        "parameters": [_IF_MATCH],
        "x-problems": {
            "412": "Someone changed the profile since you read it: read it again.",
            "428": "If-Match is missing.",
        },
    },
)
def change_organisation(
    request: HttpRequest,
    key: str,
    changes: schemas.OrganisationPatch = Body(...),  # noqa: B008
) -> HttpResponse:
    """Change the given values of an organisation in which the key's owner may write."""
    api_key = require_scope(request, ApiKey.Scope.WRITE_OWN)
    organisation = find_readable(key, api_key.owner)
    if organisation is None:
        raise Http404(_("There is no organisation of this key that is listed or yours."))
    _require_plain(changes.values)
    try:
        patch_by_key(
            api_key,
            organisation,
            changes.values,
            revision=_read_revision(request),
            visibility=changes.visibility,
        )
    except RevisionError as error:
        raise ProblemError(412, _("Someone changed the profile since you read it.")) from error
    except ValidationError as error:
        raise _refuse(error) from error
    return answer_organisation(request, _reread(api_key, key))


def _reread(key: ApiKey, organisation: str) -> Any:
    return find_readable(organisation, key.owner)


def _read_revision(request: HttpRequest) -> int:
    given = request.headers.get("If-Match", "").strip()
    if not given:
        raise ProblemError(428, _("Name the ETag that you read in If-Match."))
    parts = _ETAG.fullmatch(given)
    if parts is None:
        raise ProblemError(412, _("If-Match holds no ETag of this address."))
    return int(parts[1])


def _refuse(error: ValidationError) -> ProblemError:
    """The faults of a profile, each beside its field."""
    by_field = error.message_dict if hasattr(error, "error_dict") else {}
    found = by_field or {NON_FIELD_ERRORS: error.messages}
    problems = [
        FieldProblem(field="" if id == NON_FIELD_ERRORS else f"values.{id}", what=what)
        for id, faults in found.items()
        for what in faults
    ]
    return ProblemError(422, _("Please look at the fields named in errors."), errors=problems)


def _require_plain(value: Any) -> None:
    """No NUL and no half characters, which no database keeps."""
    if isinstance(value, dict):
        for name, part in value.items():
            _require_plain(name)
            _require_plain(part)
    elif isinstance(value, list):
        for part in value:
            _require_plain(part)
    elif isinstance(value, str) and ("\x00" in value or not value.isascii()):
        try:
            sound = "\x00" not in value and bool(value.encode())
        except UnicodeEncodeError:
            sound = False
        if not sound:
            raise ProblemError(422, _("There is a character in the values that no text has."))
