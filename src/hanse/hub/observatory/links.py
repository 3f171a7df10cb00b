"""Addresses within the room: they carry run and period wherever these are not the defaults."""

from __future__ import annotations

from functools import cached_property
from urllib.parse import quote, urlencode

from django.urls import register_converter, reverse


class LabelConverter:
    """A code of region or group in an address; a slash within it is written ~2F."""

    regex = "[^/]+"

    def to_python(self, value: str) -> str:
        """The label that the address stands for."""
        return value.replace("~2F", "/").replace("~7E", "~")

    def to_url(self, value: str) -> str:
        """The address of a label."""
        return value.replace("~", "~7E").replace("/", "~2F")


register_converter(LabelConverter, "label")
_encode = LabelConverter().to_url


class Links:
    """Addresses that keep the filters of the page: `query` goes behind each."""

    def __init__(self, **query: str) -> None:
        kept = {name: value for name, value in query.items() if value}
        self.query = tuple(kept.items())
        self.suffix = f"?{urlencode(kept)}" if kept else ""

    @cached_property
    def _region(self) -> str:
        return reverse("observatory:region", args=["-"]).removesuffix("-/")

    @cached_property
    def _industry(self) -> str:
        return reverse("observatory:industry", args=["-"]).removesuffix("-/")

    @cached_property
    def _cluster(self) -> str:
        return reverse("observatory:cluster", args=["-", "-"]).removesuffix("-/-/")

    def region(self, region: str) -> str:
        """The page of a region."""
        return f"{self._region}{quote(_encode(region))}/{self.suffix}"

    def industry(self, group: str) -> str:
        """The page of an industry group."""
        return f"{self._industry}{quote(_encode(group))}/{self.suffix}"

    def cluster(self, region: str, group: str) -> str:
        """The page of a statistical cluster."""
        return f"{self._cluster}{quote(_encode(region))}/{quote(_encode(group))}/{self.suffix}"

    def page(self, name: str) -> str:
        """Another page of the room by its name."""
        return reverse(f"observatory:{name}") + self.suffix
