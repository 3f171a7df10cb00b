"""Static files named by their content, so that a browser keeps them for ever."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Also follows `import` between JavaScript modules; a missing file is named, not fatal."""

    support_js_module_import_aggregation = True
    manifest_strict = False
