#!/usr/bin/env bash
# Where Chromium is: CHROMIUM, or on the PATH, or installed now from Debian. Nothing where it cannot be had.
set -euo pipefail
find() { echo "${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}"; }
if [ -z "$(find)" ] && [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
    # The lists may be old or missing: then they are fetched first.
    install() { DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends chromium > /dev/null; }
    install || { apt-get -qq update > /dev/null && install; }
fi
find
