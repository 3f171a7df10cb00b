"""Relatedness of industries and complexity of regions: one module a measure, with its card."""
