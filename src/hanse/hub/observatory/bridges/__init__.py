"""From the codes of a result to the words of the registry: regions of NUTS 2021, ecosystems."""
