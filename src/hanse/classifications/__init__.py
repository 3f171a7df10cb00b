"""Code systems with their release, groupings of codes, and crosswalks between them."""
