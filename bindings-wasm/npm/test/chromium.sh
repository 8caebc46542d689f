#!/usr/bin/env bash
# Prints the path of Chromium: CHROMIUM, or from the PATH, or installed now from Debian. Prints nothing if there is none.
set -euo pipefail
find() { echo "${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}"; }
if [ -z "$(find)" ] && [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
    # The lists may be old or missing: then they are fetched first.
    install() { DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends chromium > /dev/null; }
    install || { apt-get -qq update > /dev/null && install; }
fi
find
