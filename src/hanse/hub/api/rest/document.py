"""The API as one object, and its OpenAPI document with every answer that may come."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from hanse.hub.api.rest.gate import guard
from hanse.hub.api.rest.problems import MEDIA_TYPE, Problem, answer_exception, answer_problem

ALWAYS = {
    "401": "The key is unknown, revoked or expired, or the address needs one.",
    "422": "A parameter or a value cannot be used; `errors` names each.",
    "429": "Too many requests; `Retry-After` says how many seconds to wait.",
}
WITH_KEY = {"403": "The key lacks the scope, or its owner the right."}
HEADERS: dict[str, tuple[str, dict[str, Any]]] = {
    "RateLimit-Limit": ("requests a minute", {"type": "integer"}),
    "RateLimit-Remaining": ("requests left in this minute", {"type": "integer"}),
    "RateLimit-Reset": ("seconds to the next minute", {"type": "integer"}),
}


class OpenAPI(NinjaAPI):
    """ninja's API behind our gate, with problem details and a complete document."""

    _document: OpenAPISchema | None = None
    """Made once: it takes longer than any answer."""

    def on_exception(self, request: HttpRequest, exc: Any) -> HttpResponse:
        """A problem; what is our own fault goes on to the hub's log."""
        return answer_exception(exc) or super().on_exception(request, exc)

    def _get_urls(self) -> list[URLResolver | URLPattern]:
        """Every address behind the gate."""
        patterns = super()._get_urls()
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                pattern.callback = guard(pattern.callback)
        return patterns

    def get_openapi_operation_id(self, operation: Any) -> str:
        """The function's own name: a typed client calls its methods after it."""
        return str(operation.view_func.__name__)

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """The document, with the answers that every address may give."""
        if self._document is not None:
            return self._document
        document = super().get_openapi_schema(**options)
        reference = "#/components/schemas/{model}"
        schema = Problem.model_json_schema(ref_template=reference, mode="serialization")
        parts = {**schema.pop("$defs", {}), "Problem": schema}
        document["components"]["schemas"].update(parts)
        for operations in document["paths"].values():
            for method, operation in operations.items():
                _complete(operation, method)
        self._document = document
        return document


def _complete(operation: dict[str, Any], method: str) -> None:
    answers = {str(status): answer for status, answer in operation["responses"].items()}
    problems = {**ALWAYS, **(WITH_KEY if operation.get("security") else {})}
    problems |= operation.pop("x-problems", {})
    if any(parameter["in"] == "path" for parameter in operation["parameters"]):
        problems["404"] = "There is no such thing, or it is not shown to you."
    if "requestBody" in operation:
        problems["400"] = "The body is no JSON."
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status, text in problems.items():
        answers[status] = {"description": text, "content": content}
    if method == "get":
        answers["304"] = {"description": "Unchanged since the ETag named in If-None-Match."}
    for status, answer in answers.items():
        answer["headers"] = {
            **answer.get("headers", {}),
            **{
                name: {"description": text, "schema": schema}
                for name, (text, schema) in HEADERS.items()
                if status != "304"
            },
        }
    operation["responses"] = dict(sorted(answers.items()))


def no_such_address(request: HttpRequest, rest: str) -> HttpResponse:
    """An address below the API that there is not."""
    return answer_problem(404, f"There is no address {rest[:200]}.")
