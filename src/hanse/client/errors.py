"""What may go wrong, told as the API tells it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class ApiError(Exception):
    """The API refused: `status`, what went wrong, and each wrong field with its fault."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        self.status = status
        self.title = str(problem.get("title") or status)
        self.detail = str(problem.get("detail") or "")
        self.fields: dict[str, str] = {
            str(error.get("field")): str(error.get("what")) for error in problem.get("errors") or ()
        }
        faults = "; ".join(f"{field}: {what}" for field, what in self.fields.items())
        parts = [f"{status} {self.title}", self.detail, faults]
        super().__init__(". ".join(part.rstrip(".") for part in parts if part))


class NotFoundError(ApiError):
    """There is no such thing, or it is not shown to this key."""


class ChangedError(ApiError):
    """Someone changed the profile since it was read: read it again."""


def build_error(status: int, problem: Mapping[str, Any]) -> ApiError:
    """The error of a status."""
    kinds = {404: NotFoundError, 412: ChangedError}
    return kinds.get(status, ApiError)(status, problem)
