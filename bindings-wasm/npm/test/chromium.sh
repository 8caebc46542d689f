#!/usr/bin/env bash
# Prints where Chromium is: CHROMIUM, on the PATH, or installed from Debian now. Prints nothing if there is none.
set -euo pipefail
find() { echo "${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}"; }
if [ -z "$(find)" ] && [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
    # If the package lists are outdated or missing, they are downloaded first.
    install() { DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends chromium > /dev/null; }
    install || { apt-get -qq update > /dev/null && install; }
fi
find
