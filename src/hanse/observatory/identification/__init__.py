"""One module a rating method: its card and its `rate` function."""
