"""One module an indicator: its card and its functions."""
