"""Pure geometry: map projections, and topologies whose neighbours share their borders."""
