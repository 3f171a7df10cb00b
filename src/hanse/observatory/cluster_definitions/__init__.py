"""Benchmark cluster definitions: groups of related industries, derived from any data."""
