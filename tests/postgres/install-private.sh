#!/usr/bin/env bash
# Unpacks PostgreSQL 17 with pgvector from the next Debian release into a folder of its own, which the tests start by chroot.
# The machine's own packages, lists and state stay as they are.
set -euo pipefail
umask 022   # the server is another user

version=17
release=trixie
packages=(libc6 libc-bin dash coreutils "postgresql-$version" "postgresql-$version-pgvector")
root=${XDG_CACHE_HOME:-~/.cache}/mosaic-embedded/postgres-$version   # PostgresInstallation.cs looks there too

say() { echo "postgres/install-private.sh: $*"; }

works() {
  chroot "$root" "/usr/lib/postgresql/$version/bin/postgres" --version >/dev/null 2>&1
}

# Where the machine's own packages come from.
mirror() {
  apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' "Codename: $VERSION_CODENAME" 'Origin: Debian' | head -n 1
}

if works; then exit 0; fi

. /etc/os-release
if [ "$ID" != debian ]; then say "needs Debian" >&2; exit 1; fi
if [ "$(id -u)" -ne 0 ]; then say "needs root, for chroot" >&2; exit 1; fi

# One at a time: who waited finds it done.
mkdir -p "${root%/*}"
exec 9> "$root.lock"
flock 9
if works; then exit 0; fi

from=$(mirror)
if [ -z "$from" ]; then
  apt-get update -qq
  from=$(mirror)
fi
if [ -z "$from" ]; then say "apt names no source of $VERSION_CODENAME" >&2; exit 1; fi

say "fetching PostgreSQL $version with pgvector into $root"
work=$root.new   # of a run that was killed, it may be there
rm -rf "$work"
trap 'rm -rf "$work"' EXIT

keys=/usr/share/keyrings/debian-archive-keyring.gpg
trust=
if [ -e "$keys" ]; then trust=" [signed-by=$keys]"; fi

mkdir -p "$work"/lists/partial "$work"/cache/archives/partial "$work/none"
: > "$work/status"
echo "deb$trust $from $release main" > "$work/sources.list"
apt=(apt-get -qq
  -o "Dir::State=$work" -o "Dir::State::status=$work/status" -o "Dir::Cache=$work/cache"
  -o "Dir::Etc::sourcelist=$work/sources.list" -o "Dir::Etc::sourceparts=$work/none" -o "Dir::Etc::preferencesparts=$work/none"
  -o APT::Sandbox::User=root -o Acquire::Languages=none -o APT::Install-Recommends=false)
"${apt[@]}" update
"${apt[@]}" install --download-only -y "${packages[@]}" >/dev/null

mkdir -p "$work/root/usr"/{bin,sbin,lib,lib64}
for name in bin sbin lib lib64; do ln -s "usr/$name" "$work/root/$name"; done
find "$work/cache/archives" -name '*.deb' -print0 | xargs -0 -P "$(nproc)" -I '{}' dpkg -x '{}' "$work/root"

getent passwd postgres > "$work/root/etc/passwd"
getent group postgres > "$work/root/etc/group"
mkdir -p "$work/root/dev"
mkdir -p -m 1777 "$work/root/tmp" "$work/root/dev/shm"
mknod -m 666 "$work/root/dev/null" c 1 3

rm -rf "$root"
mv -T "$work/root" "$root"
works
