#!/usr/bin/env bash
# Builds everything in Release and runs the tests, three projects at a time. The last line is the sum.
# ./test.sh            all tests
# ./test.sh Core Redis only the test projects whose name contains one of these words
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
. eng/servers.sh

results=artifacts/test-results
lanes=3
passed=0 failed=0 skipped=0

finish() {
  echo "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" = 0 ] && [ "$passed" != 0 ]
  exit
}

# A convention, as in tests/Directory.Build.props: a project whose name ends in Tests holds tests, but for the shared suites.
# Those that take longest come first, so that the lanes end together.
test_projects() {
  local name
  for name in $(basename -s .csproj tests/*/*Tests.csproj | grep -vx Orleans.Registry.ConformanceTests |
    awk '{ print (/Cluster\.Tests|EndToEnd/ ? 0 : /Etcd|Package/ ? 1 : 2), $0 }' | sort | cut -d' ' -f2); do
    [ $# = 0 ] || grep -qE "$(IFS='|'; echo "$*")" <<<"$name" || continue
    echo "$name"
  done
}

# The value of one attribute of a result file's counters.
counter() {
  sed -nE "s/.*<Counters .*\b$2=\"([0-9]+)\".*/\1/p" "$1" | head -n 1
}

run_tests() {
  local name=$1 trx=$results/$1.trx log=$results/$1.log start=$SECONDS status=0 p=0 f=0 s=0
  dotnet test "artifacts/bin/$name/release/$name.dll" --results-directory "$results" --logger "trx;LogFileName=$name.trx" \
    --logger "console;verbosity=minimal" --blame-hang-timeout 10m --blame-hang-dump-type none </dev/null >"$log" 2>&1 || status=$?
  if [ -f "$trx" ]; then
    p=$(counter "$trx" passed) f=$(counter "$trx" failed)
    s=$(($(counter "$trx" total) - $(counter "$trx" executed)))
    [ "$f" = 0 ] || status=0
  fi
  # A run that broke off (crash, hang, no result file) is a failure even if no test says so.
  if [ "$status" != 0 ]; then
    f=$((f + 1))
    echo "$name broke off with exit code $status:"
  fi
  [ "$f" = 0 ] || cat "$log"
  echo "$name: $p passed, $f failed, $s skipped in $((SECONDS - start)) s"
  echo "$p $f $s" >"$results/$name.sum"
}

find_servers
rm -rf "$results"
mkdir -p "$results"

echo "Building."
if ! dotnet build Orleans.Registry.sln -c Release --nologo -v minimal -clp:NoSummary </dev/null; then
  echo "The build failed; that counts as one failure."
  failed=1
  finish
fi

echo "Testing."
for name in $(test_projects "$@"); do
  while [ "$(jobs -rp | wc -l)" -ge "$lanes" ]; do wait -n; done
  run_tests "$name" &
done
wait

while read -r p f s; do
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
done < <(cat "$results"/*.sum 2>/dev/null)
finish
