#!/usr/bin/env bash
# Installs what Kotlin needs, if it is missing: Maven, and JDK 17 or later.
set -euo pipefail

install() {
    local missing=()
    command -v mvn >/dev/null || missing+=(maven)
    java_is_new_enough || missing+=(openjdk-17-jdk-headless)
    if [ ${#missing[@]} -gt 0 ]; then
        echo "installing ${missing[*]} with apt"
        apt-get update -qq
        apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
    fi
}

java_is_new_enough() {
    command -v javac >/dev/null && [ "$(javac -version 2>&1 | sed 's/[^0-9]*\([0-9]*\).*/\1/')" -ge 17 ]
}

install
