# Passes when the report of the node it guards has a line for each of its three sources.
$report = Join-Path $env:OMNE_RUN_DIR "nodes/$env:OMNE_NODE_ID.out"
$lines = @(Get-Content -LiteralPath $report | Where-Object { $_ -match '^- ' }).Count
if ($lines -ne 3) {
  [Console]::Error.WriteLine("the report has $lines lines where 3 are due")
  exit 1
}
Write-Output '3 lines of 3'
