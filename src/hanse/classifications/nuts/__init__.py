"""NUTS, the nomenclature of territorial units for statistics, with statistical regions of EFTA."""
