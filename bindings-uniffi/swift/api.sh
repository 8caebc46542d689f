#!/usr/bin/env bash
# Compares the public API with oktant.api; UPDATE=1 rewrites it. Not on a Mac, where the compiler says the same in other words.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

graphs=build/graphs
# As the tests build it.
./toolchain.sh swift build --quiet -Xswiftc -warnings-as-errors --target Oktant
triple="$(./toolchain.sh swiftc -print-target-info | sed -n 's/.*"unversionedTriple": "\(.*\)".*/\1/p')"
rm -rf "$graphs" && mkdir -p "$graphs"
# Debian has the program beside the compiler, and not on the PATH.
# shellcheck disable=SC2016
./toolchain.sh sh -c '"$(dirname "$(readlink -f "$(command -v swift)")")/swift-symbolgraph-extract" "$@"' extract \
    -module-name Oktant -target "$triple" -I .build/debug/Modules -I Sources/OktantFFI -output-dir "$graphs" \
    -minimum-access-level public -skip-synthesized-members -skip-inherited-docs
python3 api.py "$graphs/Oktant.symbols.json"
