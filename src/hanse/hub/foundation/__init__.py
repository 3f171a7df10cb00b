"""Page frame, components, permissions, audit trail, jobs: no noun of the domain."""
