"""The labelled cube region x industry x period: checks, aggregation, harmonising, files."""

from hanse.panel.cube import Panel

__all__ = ["Panel"]
