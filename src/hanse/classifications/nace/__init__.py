"""NACE, the statistical classification of economic activities in the European Community."""
