# Builds the registry and runs it. Arguments go to the program: ./run.ps1 --urls http://localhost:8500
# No param block: PowerShell would take --urls for a parameter of its own.
$ErrorActionPreference = 'Stop'
$program = Join-Path $PSScriptRoot 'artifacts/bin/Orleans.Registry.Silo/release/silo.dll'

Push-Location $PSScriptRoot
try {
    . ./eng/feed.ps1
    Select-Feed
    Write-Host 'Building the registry.'
    dotnet build silo/Orleans.Registry.Silo.csproj -c Release --nologo -v quiet '-clp:ErrorsOnly' | Out-Host
    if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
}
finally {
    Pop-Location
}

dotnet $program @args
exit $LASTEXITCODE
