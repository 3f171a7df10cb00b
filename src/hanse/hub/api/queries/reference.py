"""The API as a person reads it, from its OpenAPI document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Parameter:
    """What may be said to an address."""

    name: str
    place: str
    type: str
    text: str
    required: bool


@dataclass(frozen=True)
class Operation:
    """One thing that an address does."""

    id: str
    method: str
    path: str
    title: str
    text: str
    needs_key: bool
    parameters: tuple[Parameter, ...]
    answer: str
    problems: tuple[tuple[str, str], ...]
    body: str


def list_operations(document: Mapping[str, Any]) -> dict[str, list[Operation]]:
    """The operations by their group, in the order of the document."""
    groups: dict[str, list[Operation]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            tag = (operation.get("tags") or ["Other"])[0]
            groups.setdefault(tag, []).append(_read(path, method, operation))
    return groups


def _read(path: str, method: str, operation: Mapping[str, Any]) -> Operation:
    answers = operation["responses"]
    good: Mapping[str, Any] = next(
        (a for status, a in answers.items() if status.startswith("2")), {}
    )
    body = operation.get("requestBody", {})
    return Operation(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        title=operation["summary"],
        text=operation.get("description", ""),
        needs_key=bool(operation.get("security")),
        parameters=tuple(
            Parameter(
                p["name"],
                p["in"],
                _name_type(p["schema"]),
                p.get("description", ""),
                p.get("required", False),
            )
            for p in operation["parameters"]
        ),
        answer=_name_content(good),
        problems=tuple(
            (status, answer["description"])
            for status, answer in answers.items()
            if not status.startswith("2")
        ),
        body=_name_content(body),
    )


def _name_content(part: Mapping[str, Any]) -> str:
    content = part.get("content") or {}
    return next((_name_type(c["schema"]) for c in content.values()), "")


def _name_type(schema: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "enum" in schema:
        return " | ".join(str(value) or "“”" for value in schema["enum"])
    if "const" in schema:
        return str(schema["const"])
    if "anyOf" in schema:
        return " | ".join(_name_type(part) for part in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {_name_type(schema.get('items', {}))}"
    return str(schema.get("type", "any"))


def list_shapes(document: Mapping[str, Any]) -> list[tuple[str, str, list[Parameter]]]:
    """Name, text and properties of every shape that answers are made of."""
    return [
        (
            name,
            schema.get("description", ""),
            [
                Parameter(
                    id,
                    "",
                    _name_type(part),
                    part.get("description", ""),
                    id in schema.get("required", ()),
                )
                for id, part in schema.get("properties", {}).items()
            ],
        )
        for name, schema in sorted(document["components"]["schemas"].items())
    ]
