"""States and counties of the United States."""
