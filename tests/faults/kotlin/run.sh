#!/usr/bin/env bash
# Builds the Kotlin package and starts the driver among its tests.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
bindings-uniffi/kotlin/install.sh >&2
bindings-uniffi/build.sh kotlin >&2
cd bindings-uniffi/kotlin
# Without its daemon, which would outlive this script.
mvn --batch-mode --no-transfer-progress --quiet -Dkotlin.compiler.daemon=false \
    test-compile dependency:build-classpath -Dmdep.outputFile=target/classpath >&2
exec java -cp "target/test-classes:target/classes:$(cat target/classpath)" dev.oktant.FaultsDriverKt
