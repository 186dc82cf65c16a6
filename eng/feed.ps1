# Dot-sourced by run.ps1 and test.ps1 from the repository root: what does the package feed hold? See eng/feed.sh, which does the same.

$env:DOTNET_NOLOGO = '1'
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$env:MSBUILDDISABLENODEREUSE = '1'

# What the answer depends on, as one checksum.
function Get-FeedKey {
    $places = @('Directory.Build.props', 'Directory.Packages.props', 'eng/feed-probe.proj', 'nuget.config')
    $places += Join-Path $HOME '.nuget/NuGet/NuGet.Config'
    if ($env:APPDATA) { $places += Join-Path $env:APPDATA 'NuGet/NuGet.Config' }
    $text = "$env:OrleansVersion $env:StackExchangeRedisVersion"
    foreach ($place in $places) {
        if (Test-Path $place) { $text += Get-Content -Raw $place }
    }
    $hash = [System.Security.Cryptography.SHA256]::Create().ComputeHash([System.Text.Encoding]::UTF8.GetBytes($text))
    return [System.BitConverter]::ToString($hash, 0, 8)
}

# True: restores. False: the feed lacks it. Anything else that goes wrong is no answer and ends the script.
function Test-Feed([string] $probe) {
    $output = dotnet restore eng/feed-probe.proj "-p:Probe=$probe" '-p:PartialFeed=false' '-p:IgnoreRememberedFeed=true' | Out-String
    if ($LASTEXITCODE -eq 0) { return $true }
    if ($output -match 'NU110[123]') { return $false }
    Write-Host $output
    throw 'The package feed did not answer; set PartialFeed=true or PartialFeed=false to go on without asking it.'
}

function Save-Feed([string] $partial, [string] $redis) {
    $lines = @('<Project>', "  <!-- key: $(Get-FeedKey) -->", '  <PropertyGroup>')
    $lines += "    <PartialFeed Condition=`"'`$(PartialFeed)' == ''`">$partial</PartialFeed>"
    if ($redis) {
        $lines += "    <StackExchangeRedisVersion Condition=`"'`$(StackExchangeRedisVersion)' == ''`">$redis</StackExchangeRedisVersion>"
    }
    $lines += @('  </PropertyGroup>', '</Project>')
    New-Item -ItemType Directory -Force artifacts | Out-Null
    Set-Content -Path artifacts/feed.props -Value $lines
}

function Get-RememberedFeed([string] $property) {
    if ((Test-Path artifacts/feed.props) -and ((Get-Content -Raw artifacts/feed.props) -match ">([^<>]*)</$property>")) {
        return $Matches[1]
    }
    return ''
}

# 'true' or 'false', once Select-Feed has run.
function Get-PartialFeed {
    if ($env:PartialFeed) { return $env:PartialFeed }
    return Get-RememberedFeed 'PartialFeed'
}

function Test-OnlyOnFullFeed([System.IO.FileInfo] $project) {
    return (Get-Content -Raw $project.FullName) -match '<OnlyOnFullFeed>true<'
}

function Show-Feed {
    $redis = Get-RememberedFeed 'StackExchangeRedisVersion'
    if ((Get-PartialFeed) -eq 'true') {
        $names = Get-ChildItem -Path src, client-sample, tests, bench -Recurse -Filter *.csproj |
            Where-Object { Test-OnlyOnFullFeed $_ } |
            ForEach-Object { $_.BaseName }
        $list = if ($names) { " ($($names -join ', '))" } else { '' }
        Write-Host "Partial package feed, without Microsoft.Orleans.*: left out: the Orleans engine$list; StackExchange.Redis is the old 1.2.6."
    }
    elseif ($redis -and -not $env:PartialFeed) {
        Write-Host "Partial package feed, without a current StackExchange.Redis: nothing is left out, but it is the old $redis."
    }
}

function Select-Feed {
    if (-not $env:PartialFeed) {
        $known = (Test-Path artifacts/feed.props) -and (Get-Content -Raw artifacts/feed.props).Contains("key: $(Get-FeedKey) ")
        if (-not $known) {
            if (-not (Test-Feed 'Orleans')) { Save-Feed 'true' '' }
            elseif (-not $env:StackExchangeRedisVersion -and -not (Test-Feed 'Redis')) { Save-Feed 'false' '1.2.6' }
            else { Save-Feed 'false' '' }
        }
    }
    Show-Feed
}
