#!/usr/bin/env bash
# Builds everything and runs every test. Needs the .NET 10 SDK; says what else it brings.
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# The store tests run on SQLite and on PostgreSQL: a private server on loopback, or the one SALLYPORT_TEST_POSTGRES names.
if [ -z "${SALLYPORT_TEST_POSTGRES:-}" ] && ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
        echo "== installing postgresql by apt-get (the store tests need its binaries)"
        export DEBIAN_FRONTEND=noninteractive
        apt-get install -y --no-install-recommends postgresql >/dev/null 2>&1 ||
            { apt-get update >/dev/null && apt-get install -y --no-install-recommends postgresql >/dev/null; }
    else
        echo "PostgreSQL is missing: install the package 'postgresql', or set SALLYPORT_TEST_POSTGRES to a server's connection string." >&2
    fi
fi

echo "== build"
dotnet build Sallyport.slnx --configuration Release

passed=0 failed=0 broken=0
for project in tests/*.Tests; do
    name=$(basename "$project")
    echo "== $name"
    log=$(mktemp)
    # A suite that crashes prints no summary; its exit code still fails the run.
    status=0
    dotnet "artifacts/bin/$name/release/$name.dll" 2>&1 | tee "$log" || status=$?
    p=$(grep -Eo 'succeeded: [0-9]+' "$log" | tail -n 1 | grep -Eo '[0-9]+' || echo 0)
    f=$(grep -Eo 'failed: [0-9]+' "$log" | tail -n 1 | grep -Eo '[0-9]+' || echo 0)
    passed=$((passed + p)) failed=$((failed + f))
    if [ "$status" -ne 0 ] && [ "$f" -eq 0 ]; then broken=$((broken + 1)); fi
    rm -f "$log"
done

echo "$passed passed, $((failed + broken)) failed"
[ "$((failed + broken))" -eq 0 ] && [ "$passed" -gt 0 ]
