"""The street door: one folder a publisher, with a card, `read` and, where there is one, `fetch`."""
