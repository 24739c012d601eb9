# Passes when the last line the reviewer wrote is exactly `VERDICT: pass`.
$review = Join-Path $env:OMNE_RUN_DIR "nodes/$env:OMNE_NODE_ID.out"
$verdict = Get-Content -LiteralPath $review -Tail 1
if ($verdict -cne 'VERDICT: pass') {
  [Console]::Error.WriteLine("the review ended with: $verdict")
  exit 1
}
Write-Output $verdict
