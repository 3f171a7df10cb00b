"""The room where statistical clusters are found, shown, compared and published."""
