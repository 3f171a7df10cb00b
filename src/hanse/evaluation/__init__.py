"""EVALUATE: what organisations do together, measured."""
