#!/bin/sh
# Makes, in the folder that is named, a vault of real Markdown files (the documentation in the packages of vault/package.json and of all
# that they need) and installs mddb beside it.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target=$1
mkdir -p "$target/mddb" "$target/packages" "$target/vault"
cp "$here"/mddb/* "$target/mddb/"
(cd "$target/mddb" && npm install --no-audit --no-fund >&2)
cp "$here/vault/package.json" "$target/packages/"
(cd "$target/packages" && npm install --ignore-scripts --legacy-peer-deps --no-audit --no-fund >&2)
cd "$target/packages/node_modules"
find . -type f -iname '*.md' | while read -r file; do
    to="$target/vault/$(dirname "$file" | sed 's#/node_modules/#/deps/#g; s#^\./##')"
    mkdir -p "$to"
    cp "$file" "$to/"
done
