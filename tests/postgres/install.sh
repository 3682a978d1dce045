#!/usr/bin/env bash
# Gets the PostgreSQL servers that the tests start: the distribution's, and one with pgvector: the distribution's too
# where it has the extension, else a private one. What cannot be had is said and left out: the tests decide.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

say() { echo "postgres/install.sh: $*"; }

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

apt_install() {
  local output
  if output=$(as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" 2>&1); then return; fi
  echo "$output" >&2
  return 1
}

# Debian's package makes a server and starts it unless told beforehand not to: the tests start their own.
install_with_apt() {
  as_root apt-get update -qq && apt_install postgresql-common || return
  local dropin=/etc/postgresql-common/createcluster.d/mosaic-tests.conf status=0
  as_root mkdir -p "${dropin%/*}"
  echo 'create_main_cluster = false' | as_root tee "$dropin" >/dev/null
  apt_install postgresql || status=$?
  as_root rm -f "$dropin"
  return "$status"
}

install_server() {
  if command -v apt-get >/dev/null 2>&1; then install_with_apt
  elif command -v dnf >/dev/null 2>&1; then as_root dnf install -y -q postgresql-server
  elif command -v brew >/dev/null 2>&1; then brew install --quiet postgresql@17 pgvector
  else return 1
  fi
}

has_server() {
  local place
  for place in /usr/lib /opt/homebrew/opt /usr/local/opt; do
    if compgen -G "$place/postgresql*/bin/initdb" >/dev/null || compgen -G "$place/postgresql/*/bin/initdb" >/dev/null; then return; fi
  done
  command -v initdb >/dev/null 2>&1
}

has_vector() {
  compgen -G '/usr/share/postgresql/*/extension/vector.control' >/dev/null
}

# The extension for the newest server that is installed, from the distribution.
install_vector() {
  local package
  package=postgresql-$(compgen -G '/usr/lib/postgresql/*/bin/initdb' | cut -d/ -f5 | sort -n | tail -n 1)-pgvector
  apt-cache show "$package" >/dev/null 2>&1 && say "installing $package" && apt_install "$package"
}

if [ -n "${MOSAIC_TEST_POSTGRES:-}" ]; then
  say "the tests use the server that MOSAIC_TEST_POSTGRES names"
  exit 0
fi

if ! has_server; then
  say "installing the distribution's PostgreSQL"
  if ! install_server; then
    say "it could not be installed: the tests need initdb, Docker or MOSAIC_TEST_POSTGRES" >&2
    exit 0
  fi
fi

if command -v apt-get >/dev/null 2>&1 && ! has_vector && ! install_vector && ! ./install-private.sh; then
  say "no server with pgvector could be had: tests of the extension will be skipped" >&2
fi
