"""Identify: indicators and methods that find and rate statistical clusters.

Pure functions on arrays and panels: no clock, no network, no web framework.
"""
