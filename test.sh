#!/usr/bin/env bash
# Installs what the tests need and this machine lacks, builds, runs every test and holds the coverage gate.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

solution=MosaicEmbedded.sln
shipped=(Mosaic.Embedded)   # Mosaic.Sync joins by itself once it has code to cover
line_coverage_min=85        # percent of lines, each shipped assembly
hang_minutes=10             # a single test that takes longer is named, and ends the run

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

apt_updated=false

# need <command> <package>: installs the package when the command is absent.
need() {
  if command -v "$1" >/dev/null 2>&1; then return; fi
  echo "test.sh: installing $2, for $1"
  if command -v apt-get >/dev/null 2>&1; then
    if ! $apt_updated; then as_root apt-get update -qq; apt_updated=true; fi
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$2"
  elif command -v dnf >/dev/null 2>&1; then
    as_root dnf install -y -q "$2"
  elif command -v brew >/dev/null 2>&1; then
    brew install --quiet "$2"
  else
    echo "test.sh: install $2 (it provides $1) and run again" >&2
    exit 1
  fi
}

if [ "$(uname -s)" = Linux ]; then
  need unshare util-linux
fi
tests/postgres/install.sh

if ! command -v dotnet >/dev/null 2>&1; then
  echo "test.sh: install the .NET SDK that global.json names and run again" >&2
  exit 1
fi

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en
export MOSAIC_REQUIRE_POSTGRES=1   # without any PostgreSQL its tests fail here, where a bare `dotnet test` skips them
export VSTEST_TESTHOST_SHUTDOWN_TIMEOUT=60000   # milliseconds; the coverage tool writes what it counted while the host ends

results=$PWD/artifacts/coverage
rm -rf "$results"
mkdir -p "$results"

# Deterministic source paths would hide the sources from the coverage tool.
build=(-c Release -p:ContinuousIntegrationBuild=false)
dotnet build "$solution" "${build[@]}"

# One project at a time (-m:1), each merging into what those before it covered: the last report is the whole.
status=0
dotnet test "$solution" "${build[@]}" --no-build -m:1 \
  --blame-hang-timeout "$hang_minutes"min --blame-hang-dump-type none \
  -p:CollectCoverage=true \
  -p:CoverletOutput="$results/" \
  -p:MergeWith="$results/coverage.json" \
  -p:CoverletOutputFormat='json%2ccobertura' \
  | tee "$results/test.log" || status=$?

echo
grep -E '^(Passed|Failed|Skipped)! ' "$results/test.log" || true
if [ "$status" -ne 0 ]; then
  echo "test.sh: tests failed" >&2
  exit "$status"
fi

# Coverage of one assembly in the merged report, as a fraction; empty when no line of it was measured.
line_rate() {
  sed -n "/<package name=\"$1\" /,/<\/package>/p" "$results/coverage.cobertura.xml" | awk '
    /<package / { split($0, part, "line-rate=\""); rate = part[2] + 0 }
    /<line / { measured = 1 }
    END { if (measured) print rate }'
}

if [ -n "$(line_rate Mosaic.Sync)" ]; then shipped+=(Mosaic.Sync); fi

for assembly in "${shipped[@]}"; do
  rate=$(line_rate "$assembly")
  if [ -z "$rate" ]; then
    echo "test.sh: no coverage was measured of $assembly" >&2
    status=1
  elif awk -v rate="$rate" -v min="$line_coverage_min" 'BEGIN { exit !(rate * 100 >= min) }'; then
    awk -v rate="$rate" -v name="$assembly" -v min="$line_coverage_min" 'BEGIN { printf "Line coverage of %s: %.1f %% (gate: %d %%)\n", name, rate * 100, min }'
  else
    awk -v rate="$rate" -v name="$assembly" -v min="$line_coverage_min" 'BEGIN { printf "test.sh: line coverage of %s is %.1f %%, below the gate of %d %%\n", name, rate * 100, min }' >&2
    status=1
  fi
done

exit "$status"
