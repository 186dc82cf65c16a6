#!/usr/bin/env bash
# Builds everything in Release and runs the tests, one project after another. The last line is the sum.
# ./test.sh            all tests
# ./test.sh Core Redis only the test projects whose name contains one of these words
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
. eng/feed.sh
. eng/servers.sh

results=artifacts/test-results
chatter="^$|^(VSTest version|Starting test execution|A total of 1 test files|Results File:|Data collector 'Blame')"
passed=0 failed=0 skipped=0

finish() {
  echo "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" = 0 ] && [ "$passed" != 0 ]
  exit
}

# A convention, as in tests/Directory.Build.props: a project whose name ends in Tests holds tests, but for the shared suites.
# What a partial feed leaves out is built empty and has nothing to run.
test_projects() {
  local name project
  for project in tests/*/*Tests.csproj; do
    name=$(basename "$project" .csproj)
    [ "$name" != Orleans.Registry.ConformanceTests ] || continue
    [ -n "$(find "tests/$name" -name '*.cs' -print -quit)" ] || continue
    ! { [ "$partial" = true ] && grep -q '<OnlyOnFullFeed>true<' "$project"; } || continue
    [ $# = 0 ] || grep -qE "$(IFS='|'; echo "$*")" <<<"$name" || continue
    echo "$name"
  done
}

# The value of one attribute of a result file's counters.
counter() {
  sed -nE "s/.*<Counters .*\b$2=\"([0-9]+)\".*/\1/p" "$1" | head -n 1
}

run_tests() {
  local assembly=artifacts/bin/$1/release/$1.dll trx=$results/$1.trx status=0
  echo "== $1"
  dotnet test "$assembly" --results-directory "$results" --logger "trx;LogFileName=$1.trx" \
    --logger "console;verbosity=minimal" --blame-hang-timeout 10m --blame-hang-dump-type none </dev/null 2>&1 |
    grep -vE "$chatter" || status=${PIPESTATUS[0]}
  if [ -f "$trx" ]; then
    local p f total executed
    p=$(counter "$trx" passed) f=$(counter "$trx" failed) total=$(counter "$trx" total) executed=$(counter "$trx" executed)
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + total - executed))
    [ "$f" = 0 ] || status=0
  fi
  # A run that broke off (crash, hang, no result file) is a failure even if no test says so.
  if [ "$status" != 0 ]; then
    echo "$1 broke off with exit code $status."
    failed=$((failed + 1))
  fi
}

choose_feed
partial=$(feed_is_partial)
find_servers
rm -rf "$results"

if ! dotnet build Orleans.Registry.sln -c Release --nologo -v quiet -clp:ErrorsOnly </dev/null; then
  echo "The build failed; that counts as one failure."
  failed=1
  finish
fi
for name in $(test_projects "$@"); do
  run_tests "$name"
done
finish
