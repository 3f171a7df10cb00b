"""Pages: each view parses the address, asks one question, and answers."""
