"""Tags and filters of the foundation; loaded in every template."""

from __future__ import annotations

import math
from typing import Any
from urllib.parse import urlencode

from django import template
from django.http import HttpRequest
from django.template.base import Node, Parser, Token
from django.template.context import Context
from django.template.loader import render_to_string
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils import formats
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from hanse.hub.foundation import permissions
from hanse.hub.foundation.sections import list_sections

register = template.Library()


@register.filter
def may(person: Any, right_id: str) -> bool:
    """`{% if user|may:"observatory.upload" %}`."""
    return permissions.may(person, right_id)


@register.filter
def number(value: Any, digits: int = 0) -> str:
    """A number as people of the active language write it; an em dash where there is none."""
    if value is None or value == "" or (isinstance(value, float) and not math.isfinite(value)):
        return "–"
    return formats.number_format(round(float(value), digits), digits, force_grouping=True)


@register.filter
def percent(value: Any, digits: int = 1) -> str:
    """A share of 1 as per cent."""
    shown = number(None if value is None else float(value) * 100, digits)
    return shown if shown == "–" else f"{shown}\u00a0%"


@register.simple_tag(takes_context=True)
def address(context: dict[str, Any], **changes: Any) -> str:
    """The page's own address with some of its filters changed: `{% address page=2 %}`."""
    request: HttpRequest = context["request"]
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value not in (None, ""):
            query[name] = str(value)
    pairs = [(name, value) for name, values in query.lists() for value in values]
    return f"{request.path}?{urlencode(pairs)}" if pairs else request.path


@register.inclusion_tag("foundation/components/progress.html")
def progress_bar(share: float, label: str) -> dict[str, Any]:
    """A bar for a share of 1, with its label."""
    return {"share": round(share, 3), "percent": round(share * 100), "label": label}


class _AgainNode(Node):
    def __init__(self, name: str) -> None:
        self.name = name

    def render(self, context: Context) -> str:
        """The block's text once more, or nothing where no page extends the template."""
        blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
        block = blocks.get_block(self.name) if blocks else None
        return block.render(context) if block else ""


@register.tag
def again(parser: Parser, token: Token) -> Node:
    """`{% again title %}` shows a block a second time: the title is said once a page."""
    _tag, name = token.split_contents()
    return _AgainNode(name)


@register.simple_tag(takes_context=True)
def sections(context: Context, page: str, thing: Any) -> SafeString:
    """`{% sections "organisation" organisation %}` draws what other apps add to a page."""
    request: HttpRequest = context["request"]
    drawn = []
    for section in list_sections(page):
        content = section.build(request, thing)
        if content is not None:
            content = {"section": section, "thing": thing, **content}
            html = render_to_string(section.template, content, request=request)
            drawn.append((section.id, mark_safe(html)))  # noqa: S308 (a template's own output)
    return format_html_join("", '<section id="{}" class="page-section">{}</section>', drawn)
