"""Charts drawn on the server as SVG without script or inline style: they print and are read out.

Each function returns a dataclass of positions already computed; its template only writes them.
"""
