"""NAICS, the North American Industry Classification System."""
