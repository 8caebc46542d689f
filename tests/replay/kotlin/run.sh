#!/usr/bin/env bash
# Builds the Kotlin package and starts the runner with it: `run.sh URL CASES ANSWERS`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
bindings-uniffi/kotlin/install.sh >&2
bindings-uniffi/build.sh kotlin >&2
# Without Kotlin's daemon, which would outlive this script.
mvn --batch-mode --no-transfer-progress --quiet -Dkotlin.compiler.daemon=false \
    --file bindings-uniffi/kotlin/tree.xml --projects :replay --also-make process-classes >&2
exec java -cp "tests/replay/kotlin/target/classes:$(cat tests/replay/kotlin/target/classpath)" RunnerKt "$@"
