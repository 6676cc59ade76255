#!/usr/bin/env bash
# Brings PostgreSQL 17 with pgvector for the tests, once a machine: a small Debian of its own beside the machine's (debootstrap, some 700 MB, under a
# minute), which nothing but the tests' servers runs in. It takes the mirror from the machine's own apt sources.
# Does nothing where SALLYPORT_TEST_POSTGRES names a server, or the machine has PostgreSQL 17 with pgvector itself.
# Says what is missing where it can't; the tests then run on whichever PostgreSQL is there, and those that need pgvector count as skipped.
set -euo pipefail

# Where the tests look too: see PostgresPrograms.cs.
root=${SALLYPORT_TEST_POSTGRES_ROOT:-/var/cache/sallyport-tests/postgresql-17}
suite=trixie
packages=postgresql-17,postgresql-17-pgvector

say() { echo "== $*" >&2; }

without_pgvector() {
    say "PostgreSQL 17 with pgvector is missing ($1)."
    if ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
        say "The tests run on $(ls -d /usr/lib/postgresql/* | tail -n 1); those that need pgvector are SKIPPED."
        exit 0
    fi
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
        say "Installing the machine's own 'postgresql'; the tests that need pgvector are SKIPPED."
        export DEBIAN_FRONTEND=noninteractive
        apt-get install -y --no-install-recommends postgresql >/dev/null 2>&1 ||
            { apt-get update >/dev/null && apt-get install -y --no-install-recommends postgresql >/dev/null; } && exit 0
    fi
    say "No PostgreSQL at all: install the packages 'postgresql' and 'postgresql-17-pgvector', or name a server's connection string in SALLYPORT_TEST_POSTGRES."
    exit 1
}

[ -z "${SALLYPORT_TEST_POSTGRES:-}" ] || exit 0
! compgen -G '/usr/share/postgresql/1[7-9]/extension/vector.control' >/dev/null || exit 0
[ "$(id -u)" -eq 0 ] || without_pgvector "it takes root to bring it"
[ ! -e "$root/usr/share/postgresql/17/extension/vector.control" ] || exit 0
command -v apt-get >/dev/null || without_pgvector "this is no Debian to bring it on"

mkdir -p "$(dirname "$root")"
exec 9>"$root.lock"
flock 9
[ ! -e "$root/usr/share/postgresql/17/extension/vector.control" ] || exit 0

say "bringing PostgreSQL 17 with pgvector to $root (debootstrap $suite; once, takes a minute)"
if ! command -v debootstrap >/dev/null; then
    apt-get install -y --no-install-recommends debootstrap >/dev/null 2>&1 ||
        { apt-get update >/dev/null 2>&1 && apt-get install -y --no-install-recommends debootstrap >/dev/null 2>&1; } ||
        without_pgvector "apt-get could not install debootstrap"
fi

find_mirror() { apt-get indextargets --format '$(CREATED_BY) $(COMPONENT) $(LABEL) $(REPO_URI)' | awk '$1 == "Packages" && $2 == "main" && $3 == "Debian" && !n++ { print $4 }'; }
mirror=$(find_mirror)
if [ -z "$mirror" ]; then
    # apt knows its sources' labels once it has read them.
    apt-get update >/dev/null 2>&1 || true
    mirror=$(find_mirror)
fi
[ -n "$mirror" ] || without_pgvector "apt's sources name no Debian mirror"

log=$(mktemp)
draft=$(mktemp -d "$root.XXXXXX")
chmod 755 "$draft"
# Never across a mount: debootstrap may have mounted /proc or /dev below it.
trap 'rm -rf --one-file-system "$draft" "$log"' EXIT
if ! debootstrap --variant=minbase --include="$packages" "$suite" "$draft" "$mirror" >"$log" 2>&1 ||
    ! chroot --userspec=postgres:postgres "$draft" /usr/lib/postgresql/17/bin/postgres --version >>"$log" 2>&1; then
    tail -n 5 "$log" >&2
    without_pgvector "debootstrap failed with $mirror"
fi

rm -rf "$draft"/var/cache/apt/archives/*.deb
mv "$draft" "$root"
