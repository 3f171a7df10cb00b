"""Reads for the pages: each function answers one question with a small frozen dataclass."""
