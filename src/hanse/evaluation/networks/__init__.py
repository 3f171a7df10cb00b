"""Networks of organisations: how tightly, how evenly and across which borders they are tied.

One module a measure, each with its `CARD`, its function and worked `EXAMPLES`. All of them read a
`Network`: undirected, without loops, each tie once.
"""
