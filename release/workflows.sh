#!/bin/sh
# Lints .github/workflows: `workflows.sh zizmor` for security, `workflows.sh actionlint` for everything else, which needs Go.
set -eu
cd "$(dirname "$0")/.."
cache="${XDG_CACHE_HOME:-$HOME/.cache}/oktant"
case "$1" in
    zizmor)
        tools="$(REQUIREMENTS=release/linting.txt tests/python.sh -c 'import sys; print(sys.prefix)')"
        "$tools/bin/zizmor" --offline --no-progress --quiet .github
        ;;
    actionlint)
        version=1.7.12
        if [ ! -x "$cache/actionlint-$version/actionlint" ]; then
            echo "building actionlint $version (once, kept in $cache)"
            GOBIN="$cache/actionlint-$version" go install "github.com/rhysd/actionlint/cmd/actionlint@v$version"
        fi
        # Of what steps run, this project has single commands alone: what shellcheck finds would depend on the machine.
        "$cache/actionlint-$version/actionlint" -shellcheck= -pyflakes=
        ;;
esac
