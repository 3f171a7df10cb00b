"""Open to machines: the REST API and its keys, bulk files, linked data, feeds and embeds."""
