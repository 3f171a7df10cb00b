"""Where plants and clusters lie: distances between points, neighbours among regions."""
