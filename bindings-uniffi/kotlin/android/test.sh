#!/usr/bin/env bash
# Checks the jar of ../target for Android. The servers of the tests must run: ../test.sh calls this.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
readonly maven=(mvn --batch-mode --no-transfer-progress --quiet -Dkotlin.compiler.daemon=false)

# Maven reads no AAR: it fetches them, and gets their classes as jars.
"${maven[@]}" initialize
for aar in target/aar/*.aar; do
    python3 -c 'import sys, zipfile; sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read("classes.jar"))' "$aar" >"${aar%.aar}.jar"
done
rm -rf target/surefire-reports
"${maven[@]}" test
