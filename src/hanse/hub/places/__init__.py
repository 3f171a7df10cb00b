"""Places: the shapes of regions and the maps and tile grids drawn from them."""
