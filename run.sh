#!/usr/bin/env bash
# Builds the registry and runs it. Arguments go to the program: ./run.sh --urls http://localhost:8500
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
program=$root/artifacts/bin/Orleans.Registry.Silo/release/silo.dll

# Nothing to build if no source, project or folder is newer than the last build.
if [ ! -f "$program" ] ||
  [ -n "$(find "$root"/src "$root"/silo "$root"/global.json "$root"/Directory.* -newer "$program" -print -quit)" ]; then
  echo "Building the registry, a minute or two the first time." >&2
  dotnet build "$root/silo/Orleans.Registry.Silo.csproj" -c Release --nologo -v minimal -clp:NoSummary >&2
  touch "$program"
fi

exec dotnet "$program" "$@"
