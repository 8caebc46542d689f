#!/usr/bin/env bash
# Installs what Kotlin needs, builds and tests; ends with `N passed, N failed`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source bindings-uniffi/tests/servers.sh

main() {
    bindings-uniffi/kotlin/install.sh
    lint
    bindings-uniffi/build.sh kotlin
    start_servers
    local code=0
    # The compiler leaves classes of files that are gone, and they would be packed.
    rm -rf bindings-uniffi/kotlin/{,junit/}target/{classes,test-classes,failsafe-reports,surefire-reports}
    echo "building and testing with Maven"
    # Without Kotlin's daemon, which would outlive this script.
    mvn --batch-mode --no-transfer-progress --quiet -Dkotlin.compiler.daemon=false \
        --file bindings-uniffi/kotlin/reactor.xml verify || code=1
    count bindings-uniffi/kotlin/target/failsafe-reports || code=1
    count bindings-uniffi/kotlin/junit/target/surefire-reports || code=1
    echo "checking the jar for Android"
    bindings-uniffi/kotlin/android/test.sh || code=1
    count bindings-uniffi/kotlin/android/target/surefire-reports || code=1
    return "$code"
}

lint() {
    local version=1.7.1 jar
    jar="${XDG_CACHE_HOME:-$HOME/.cache}/oktant/ktlint-$version/ktlint-cli-$version-all.jar"
    if [ ! -e "$jar" ]; then
        echo "downloading ktlint $version"
        mvn --batch-mode --no-transfer-progress --quiet dependency:copy \
            -Dartifact="com.pinterest.ktlint:ktlint-cli:$version:jar:all" -DoutputDirectory="$(dirname "$jar")"
    fi
    (cd bindings-uniffi/kotlin && java -jar "$jar" --relative --editorconfig=.editorconfig 'src/**/*.kt' 'android/src/**/*.kt' 'junit/src/**/*.kt' \
        '../../tests/replay/kotlin/src/**/*.kt' '../../examples/kotlin/src/**/*.kt' '../../examples/android/*.kt')
}

# Counts from the reports of the test runner; an empty run is a failure.
count() {
    python3 - "$1" <<'PYTHON'
import sys
import xml.etree.ElementTree as tree
from pathlib import Path

suites = [tree.parse(report).getroot() for report in sorted(Path(sys.argv[1]).glob("TEST-*.xml"))]
total = sum(int(suite.get("tests", 0)) for suite in suites)
skipped = sum(int(suite.get("skipped", 0)) for suite in suites)
failed = sum(int(suite.get("failures", 0)) + int(suite.get("errors", 0)) for suite in suites)
failed += not total
print(f"{max(total - failed - skipped, 0)} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
sys.exit(1 if failed else 0)
PYTHON
}

main
