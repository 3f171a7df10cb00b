"""IMPLEMENT: bringing organisations together. Pure functions: no clock, no network, no Django."""
