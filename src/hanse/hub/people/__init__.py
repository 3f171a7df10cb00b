"""People: accounts, signing in, roles. A noun that every room shares."""
