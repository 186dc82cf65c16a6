#!/usr/bin/env bash
# Builds the registry and runs it. Arguments go to the program: ./run.sh --urls http://localhost:8500
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
program="$root/artifacts/bin/Orleans.Registry.Silo/release/silo.dll"

build() {
  cd "$root"
  . eng/feed.sh
  choose_feed

  # Nothing to build if no source, project or folder is newer than the last build.
  local stamp=artifacts/run.stamp
  if [ -f "$program" ] && [ -f "$stamp" ] &&
    [ -z "$(find src silo global.json Directory.* artifacts/feed.props -newer "$stamp" -print -quit)" ] &&
    [ "$(cat "$stamp")" = "${PartialFeed:-} ${OrleansVersion:-}" ]; then
    return
  fi
  mkdir -p artifacts
  echo "${PartialFeed:-} ${OrleansVersion:-}" >"$stamp.new"
  echo "Building the registry."
  dotnet build silo/Orleans.Registry.Silo.csproj -c Release --nologo -v quiet -clp:ErrorsOnly >&2
  mv "$stamp.new" "$stamp"
}

(build)
exec dotnet "$program" "$@"
