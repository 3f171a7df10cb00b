"""Hanse, the open observatory and collaboration hub for industrial clusters."""

__version__ = "0.1.0"
