"""Cells that nobody published: what they could be, and stated estimates of what they are."""
