"""The labelled cube region x industry x period: checks, aggregation, harmonising, files."""

from hanse.panel.build import build_panel
from hanse.panel.cube import Panel

__all__ = ["Panel", "build_panel"]
