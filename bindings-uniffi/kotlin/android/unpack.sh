#!/usr/bin/env bash
# Unpacks the classes of the AARs that pom.xml names, for Maven, which reads none.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
mvn --batch-mode --no-transfer-progress --quiet initialize
for aar in target/aar/*.aar; do
    unzip -p "$aar" classes.jar >"${aar%.aar}.jar"
done
