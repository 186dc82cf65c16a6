# Builds everything in Release and runs the tests, one project after another. The last line is the sum.
# ./test.ps1            all tests
# ./test.ps1 Core Redis only the test projects whose name contains one of these words
$ErrorActionPreference = 'Stop'
$script:passed = 0
$script:failed = 0
$script:skipped = 0
$words = $args

function Complete-Tests {
    Write-Host "$script:passed passed, $script:failed failed, $script:skipped skipped"
    if ($script:failed -eq 0 -and $script:passed -ne 0) { exit 0 }
    exit 1
}

# A convention, as in tests/Directory.Build.props: a project whose name ends in Tests holds tests, but for the shared suites.
function Get-TestProject {
    Get-ChildItem -Path tests -Recurse -Filter *Tests.csproj |
        Where-Object { $_.BaseName -ne 'Orleans.Registry.ConformanceTests' } |
        Where-Object { $name = $_.BaseName; -not $words -or ($words | Where-Object { $name -match $_ }) } |
        ForEach-Object { $_.BaseName }
}

function Invoke-TestProject([string] $name, [string] $results) {
    $trx = Join-Path $results "$name.trx"
    Write-Host "== $name"
    dotnet test "artifacts/bin/$name/release/$name.dll" --results-directory $results --logger "trx;LogFileName=$name.trx" `
        --logger 'console;verbosity=minimal' --blame-hang-timeout 10m --blame-hang-dump-type none | Out-Host
    $status = $LASTEXITCODE
    if (Test-Path $trx) {
        $counters = ([xml](Get-Content -Raw $trx)).TestRun.ResultSummary.Counters
        $script:passed += [int]$counters.passed
        $script:failed += [int]$counters.failed
        $script:skipped += [int]$counters.total - [int]$counters.executed
        if ([int]$counters.failed -ne 0) { $status = 0 }
    }
    # A run that broke off (crash, hang, no result file) is a failure even if no test says so.
    if ($status -ne 0) {
        Write-Host "$name broke off with exit code $status."
        $script:failed++
    }
}

Push-Location $PSScriptRoot
try {
    foreach ($server in 'redis-server', 'etcd') {
        if (-not (Get-Command $server -ErrorAction SilentlyContinue)) {
            Write-Host "skipped: tests against a real $server, which is not installed here"
        }
    }

    $results = Join-Path $PSScriptRoot 'artifacts/test-results'
    if (Test-Path $results) { Remove-Item -Recurse -Force $results }

    Write-Host 'Building.'
    dotnet build Orleans.Registry.sln -c Release --nologo -v minimal '-clp:NoSummary' | Out-Host
    if ($LASTEXITCODE -ne 0) {
        Write-Host 'The build failed; that counts as one failure.'
        $script:failed = 1
        Complete-Tests
    }
    foreach ($name in Get-TestProject) { Invoke-TestProject $name $results }
    Complete-Tests
}
finally {
    Pop-Location
}
