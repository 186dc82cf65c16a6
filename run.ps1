# Builds the registry and runs it. Arguments go to the program: ./run.ps1 --urls http://localhost:8500
# No param block: PowerShell would take --urls for a parameter of its own.
$ErrorActionPreference = 'Stop'
Write-Host 'Building the registry, a minute or two the first time.'
dotnet build (Join-Path $PSScriptRoot 'silo/Orleans.Registry.Silo.csproj') -c Release --nologo -v minimal '-clp:NoSummary' | Out-Host
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }

dotnet (Join-Path $PSScriptRoot 'artifacts/bin/Orleans.Registry.Silo/release/silo.dll') @args
exit $LASTEXITCODE
