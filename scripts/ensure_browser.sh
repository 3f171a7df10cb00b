#!/bin/sh
# Print the path of a Chromium for the browser journeys; install one where there is none.
# Used by `make test`:  HANSE_CHROMIUM=$(sh scripts/ensure_browser.sh)
# 1. HANSE_CHROMIUM or a browser on the PATH  2. apt-get, as root  3. npm's @sparticuz/chromium
set -eu

find_browser() {
    if [ -n "${HANSE_CHROMIUM:-}" ] && [ -x "$HANSE_CHROMIUM" ]; then
        echo "$HANSE_CHROMIUM"
        return 0
    fi
    for name in chromium chromium-browser google-chrome chrome; do
        command -v "$name" && return 0
    done
    return 1
}

unpack_from_npm() {
    # The package holds a brotli-compressed Chromium and its own code to unpack it.
    folder="$(cd "$(dirname "$0")/.." && pwd)/var/chromium"
    mkdir -p "$folder"
    if [ ! -x "$folder/chromium" ]; then
        (
            cd "$folder"
            npm install --no-save --no-audit --no-fund --silent @sparticuz/chromium >&2
            TMPDIR="$folder" node --input-type=module -e '
                import chromium from "@sparticuz/chromium";
                console.error("unpacked", await chromium.executablePath());
            '
        )
    fi
    [ -x "$folder/chromium" ] && echo "$folder/chromium"
}

find_browser && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    { apt-get update -q && apt-get install -q -y --no-install-recommends chromium; } >&2 || true
    find_browser && exit 0
fi
if command -v npm >/dev/null; then
    unpack_from_npm && exit 0
fi
echo "ensure_browser: no Chromium found, and none could be installed" >&2
exit 1
