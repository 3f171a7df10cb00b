"""Makes the shapes that Hanse carries; only developers run it, with the extra `geo` (shapely).

`python -m hanse.hub.places.build.europe ADMIN1.json` and
`python -m hanse.hub.places.build.united_states COUNTIES.json` write `places/data/`;
`python -m hanse.hub.places.build.tile_grid` then lays out the tile grids. README.md beside this
file says where the inputs come from and how well the result fits.
"""
