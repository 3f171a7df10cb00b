"""Work of the registry in the background; each module registers its kinds of job."""

from hanse.hub.organisations import jobs_duplicates, jobs_imports

__all__ = ["jobs_duplicates", "jobs_imports"]
