#!/usr/bin/env bash
# Runs every script of this folder; ends with `N passed, N failed`.
set -euo pipefail
cd "$(dirname "$0")"
passed=0 failed=0
for script in *.sh; do
    if [ "$script" = run.sh ]; then continue; fi
    if output="$("./$script" 2>&1)"; then
        passed=$((passed + 1))
        echo "ok     $script"
    else
        failed=$((failed + 1))
        printf 'failed %s\n%s\n' "$script" "$output"
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
