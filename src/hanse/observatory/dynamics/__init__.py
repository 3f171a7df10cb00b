"""How regions and industries change: one module a measure, with its card."""
