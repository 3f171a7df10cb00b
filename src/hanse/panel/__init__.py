"""The labelled cube region x industry x period: checks, aggregation, harmonising, files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hanse.panel.build import build_panel
    from hanse.panel.cube import Panel

__all__ = ["Panel", "build_panel"]


def __getattr__(name: str) -> Any:
    """Loaded when asked for: who only talks to DuckDB (`hanse.panel.sql`) waits for no numpy."""
    if name == "Panel":
        from hanse.panel.cube import Panel

        return Panel
    if name == "build_panel":
        from hanse.panel.build import build_panel

        return build_panel
    raise AttributeError(name)
