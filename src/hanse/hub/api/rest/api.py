"""The API: every router in its place."""

from __future__ import annotations

from hanse import __version__
from hanse.hub.api.rest import changes, me, organisations, reference, runs, ties
from hanse.hub.api.rest import writing as _writing  # noqa: F401  adds to the organisations
from hanse.hub.api.rest.document import OpenAPI

DESCRIPTION = """\
Everything public in this hub, for programs: the registry of cluster organisations and their
memberships, the vocabularies and rules behind it, and the statistical clusters of the observatory.

Reading what is public needs no key. A key, made on the page *Open data → Keys*, goes into the
header `Authorization: Bearer hanse_…`; it raises the allowance and, with its scopes, reads and
writes one's own organisations. Lists come in pages with a cursor. Answers carry an ETag. Errors
are problem details (RFC 9457).
"""

api = OpenAPI(
    title="Hanse",
    version="1",
    description=DESCRIPTION,
    urls_namespace="rest",
    docs_url=None,
    openapi_extra={
        "info": {
            "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
            "x-hub-version": __version__,
        }
    },
)
for part in (organisations, ties, changes, reference, runs, me):
    api.add_router("", part.router)
