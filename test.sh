#!/usr/bin/env bash
# Builds everything and runs every test. Needs the .NET 10 SDK; says what else it brings.
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# The store tests run on SQLite and on PostgreSQL: a private server on loopback, or the one SALLYPORT_TEST_POSTGRES names.
tests/bring-postgres.sh || true

echo "== build"
dotnet build Sallyport.slnx --configuration Release

passed=0 failed=0 skipped=0 broken=0
for project in tests/*.Tests; do
    name=$(basename "$project")
    echo "== $name"
    log=$(mktemp)
    # A suite that crashes prints no summary; its exit code still fails the run.
    status=0
    dotnet "artifacts/bin/$name/release/$name.dll" 2>&1 | tee "$log" || status=$?
    p=$(grep -Eo 'succeeded: [0-9]+' "$log" | tail -n 1 | grep -Eo '[0-9]+' || echo 0)
    f=$(grep -Eo 'failed: [0-9]+' "$log" | tail -n 1 | grep -Eo '[0-9]+' || echo 0)
    k=$(grep -Eo 'skipped: [0-9]+' "$log" | tail -n 1 | grep -Eo '[0-9]+' || echo 0)
    # Tests that only other tests start count as skipped too.
    k=$((k - $(grep -c 'Not run (due to explicit test filtering)' "$log" || true)))
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + k))
    if [ "$status" -ne 0 ] && [ "$f" -eq 0 ]; then broken=$((broken + 1)); fi
    rm -f "$log"
done

[ "$skipped" -eq 0 ] || echo "$skipped SKIPPED: something that they need is missing here; each says what"
echo "$passed passed, $((failed + broken)) failed"
[ "$((failed + broken))" -eq 0 ] && [ "$passed" -gt 0 ]
