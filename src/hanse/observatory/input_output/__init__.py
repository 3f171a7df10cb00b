"""Who buys from whom: coefficients, linkages, extraction, chains and exposure."""
