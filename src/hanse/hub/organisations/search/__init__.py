"""Finding organisations: a text, facets that stay right under combination, positions.

The text is searched by the database (`text`), everything else in memory (`index`).
"""
