"""The web: a Django project of a foundation, nouns that every room shares, and rooms."""
