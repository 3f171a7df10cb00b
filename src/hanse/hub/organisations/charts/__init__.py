"""Pictures of the registry: places and sizes for templates that draw them as SVG."""
